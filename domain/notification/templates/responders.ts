// What responders are told: everything. The news first, then the facts as they stand, then what to do next.

import { renderMoment } from '../moment.ts'
import type { IncidentNews, NewsFacts, RenderedNews } from '../news.ts'
import { oneLine, paragraphs } from '../one-line.ts'
import { listNames } from './list-names.ts'
import { nextStep } from './next-step.ts'

/** Characters of a reason. */
const maxReasonChars = 500

export function renderForResponders(facts: NewsFacts, news: IncidentNews): RenderedNews {
  const { id, title, severity } = facts
  const { head, body } = tell(facts, news)
  return {
    title: `SEV${severity} ${id} ${head}: ${oneLine(title)}`,
    text: [...body, factLines(facts), `Next: ${nextStep(facts)}`].join('\n\n'),
  }
}

interface Told {
  /** Between the id and the title. */
  readonly head: string
  readonly body: readonly string[]
}

const reason = (why: string | undefined): readonly string[] =>
  why === undefined || why.trim() === '' ? [] : [`Why: ${oneLine(why, maxReasonChars)}`]

const containments: Readonly<Record<string, string>> = {
  killed: 'Flags were killed.',
  reverted: 'What had changed was taken back.',
  other: 'By other means; the timeline tells which.',
  none: 'Nothing can stop the damage for now; the timeline tells why.',
}

function tell(facts: NewsFacts, news: IncidentNews): Told {
  switch (news.kind) {
    case 'opened':
      return { head: 'opened', body: [] }
    case 'contained': {
      const known = Object.hasOwn(containments, news.how) ? containments[news.how] : undefined
      return {
        head: news.how === 'none' ? 'cannot be contained' : 'contained',
        body: known === undefined ? [] : [known],
      }
    }
    case 'moved':
      return { head: `${news.from} → ${news.to}`, body: reason(news.why) }
    case 'severity': {
      const rose = facts.severity < news.from
      return { head: `${rose ? 'raised' : 'lowered'} from SEV${news.from}`, body: reason(news.why) }
    }
    case 'commanded':
      return { head: `commanded by ${oneLine(facts.commander ?? 'nobody')}`, body: [] }
    case 'unanswered':
      return { head: 'unanswered', body: [`Nobody commands it. Pages so far: ${news.pages + 1}.`] }
    case 'relapsed':
      return { head: 'relapsed', body: ['What was fixed is broken again.', ...reason(news.why)] }
    case 'written':
      return { head: 'update', body: [paragraphs(news.text)] }
    case 'no-change':
      return {
        head: 'no update written',
        body: [
          'Nobody wrote an update in time. Leadership and customers were told that there is nothing new.',
          `If that is wrong, write one: fuseboard incident update ${facts.id} TEXT`,
        ],
      }
    case 'closed':
      return { head: 'closed', body: [] }
  }
}

function factLines({ severity, phase, systems, blastRadius, commander, since, nextUpdateAt }: NewsFacts): string {
  return [
    `Severity: SEV${severity}`,
    `Phase: ${phase}`,
    `Affected: ${listNames(systems)}`,
    `Blast radius: ${listNames(blastRadius)}`,
    `Commander: ${oneLine(commander ?? 'nobody yet')}`,
    `Since: ${renderMoment(since)}`,
    ...(nextUpdateAt === null ? [] : [`Next update due: ${renderMoment(nextUpdateAt)}`]),
  ].join('\n')
}
