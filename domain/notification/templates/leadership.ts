// What leadership is told: what is affected, since when, how far along it is, who leads, and when more follows. No flags,
// versions or commands: whoever needs those is a responder.

import { isMajor, type Phase, type Severity } from '../../incident/incident.ts'
import { renderMoment } from '../moment.ts'
import type { IncidentNews, NewsFacts, RenderedNews } from '../news.ts'
import { oneLine, paragraphs } from '../one-line.ts'
import { listNames } from './list-names.ts'

/** From this page on leadership hears that nobody answers. */
const escalatedPages = 2

const states: Readonly<Record<Phase, string>> = {
  detect: 'the damage is not stopped yet',
  contain: 'limiting the damage',
  investigate: 'looking for the cause',
  fix: 'making a fix',
  verify: 'watching whether the fix holds',
  closed: 'closed',
}

/** Null where this news is none for leadership. */
export function renderForLeadership(facts: NewsFacts, news: IncidentNews): RenderedNews | null {
  const told = tell(facts, news)
  if (told === null) return null
  const { title, severity, nextUpdateAt } = facts
  return {
    title: `SEV${severity}, ${told.head}: ${oneLine(title)}`,
    text: [
      ...told.body,
      impact(facts),
      `State: ${states[facts.phase]}. ${leader(facts)}`,
      ...(nextUpdateAt === null ? [] : [`Next update: by ${renderMoment(nextUpdateAt)}.`]),
    ].join('\n\n'),
  }
}

interface Told {
  readonly head: string
  readonly body: readonly string[]
}

function tell(facts: NewsFacts, news: IncidentNews): Told | null {
  switch (news.kind) {
    case 'opened':
      return { head: 'opened', body: [] }
    case 'contained':
      return news.how === 'none'
        ? { head: 'not contained', body: ['The damage cannot be stopped for now.'] }
        : { head: 'contained', body: ['Steps against the damage were taken.'] }
    case 'moved':
      return { head: states[news.to], body: [] }
    case 'severity':
      return tellSeverity(facts, news.from)
    case 'commanded':
      return null
    case 'unanswered':
      return news.pages < escalatedPages
        ? null
        : { head: 'nobody answers', body: [`Nobody has taken command after ${news.pages} pages.`] }
    case 'relapsed':
      return { head: 'relapsed', body: ['What was fixed is broken again.'] }
    case 'written':
      return { head: 'update', body: [paragraphs(news.text)] }
    case 'no-change':
      return {
        head: 'nothing new',
        body: ['There is nothing new to tell: nobody wrote an update in time.'],
      }
    case 'closed':
      return { head: 'closed', body: ['It is over.'] }
  }
}

function tellSeverity({ severity }: NewsFacts, from: Severity): Told {
  const body = isMajor(severity) ? [] : ['Regular updates end here; the end of the incident will be told.']
  return { head: `${severity < from ? 'raised' : 'lowered'} from SEV${from}`, body }
}

function impact({ systems, blastRadius, since, closedAt }: NewsFacts): string {
  const dependents = blastRadius.filter((id) => !systems.includes(id))
  const reach = dependents.length === 0 ? '' : ` What depends on it and may suffer: ${listNames(dependents)}.`
  const span =
    closedAt === null ? `Since ${renderMoment(since)}` : `From ${renderMoment(since)} to ${renderMoment(closedAt)}`
  return `Impact: ${listNames(systems)}.${reach} ${span}.`
}

const leader = ({ commander, phase }: NewsFacts): string =>
  commander === null
    ? phase === 'closed'
      ? 'Nobody commanded it.'
      : 'Nobody commands it yet.'
    : `Commander: ${oneLine(commander)}.`
