// What customers are told. No word of these texts comes from the incident: not its title, its systems, its people or its
// notes, only its public status and times. So nothing internal can slip in, whatever somebody types. The one exception is
// an update that a person wrote for customers, which find-internals.ts has looked through.

import { isMajor, type Severity } from '../../incident/incident.ts'
import type { PublicStatus } from '../message.ts'
import { renderMoment } from '../moment.ts'
import type { IncidentNews, NewsFacts, RenderedNews } from '../news.ts'
import { paragraphs } from '../one-line.ts'
import { publicStatusOf } from '../public-status.ts'

/** What a problem is called in public. */
export const publicTitle = 'Some of our features are not working as they should'

/** A paragraph of its own on what the status word means. */
export const statusSentences: Readonly<Record<PublicStatus, string>> = {
  investigating: 'We are looking into it.',
  identified: 'We know what is wrong and are working on a fix.',
  monitoring: 'A fix is in place. We are watching whether it holds.',
  resolved: 'The problem is resolved.',
}

const noNews = 'We have nothing new to tell'

/** Whether a text only says that there is nothing new. */
export const isNoNews = (text: string): boolean => text.startsWith(noNews)

export interface PublicNews extends RenderedNews {
  readonly status: PublicStatus
}

/** Null where this news is none for customers. */
export function renderForCustomers(facts: NewsFacts, news: IncidentNews): PublicNews | null {
  const status = (news.kind === 'written' ? news.status : undefined) ?? publicStatusOf(facts.phase)
  const body = tell(facts, news, status)
  if (body === null) return null
  const { nextUpdateAt } = facts
  const promise = nextUpdateAt === null ? [] : [`We will tell you more by ${renderMoment(nextUpdateAt)}.`]
  return { title: publicTitle, text: [...body, ...promise].join('\n\n'), status }
}

function tell(facts: NewsFacts, news: IncidentNews, status: PublicStatus): readonly string[] | null {
  const { severity, since, closedAt, toldAt } = facts
  switch (news.kind) {
    case 'opened':
      return opening(facts, status)
    case 'contained':
      if (news.how === 'none') return null
      return [
        'We have taken steps to limit the problem. Some features may stay unavailable meanwhile.',
        statusSentences[status],
      ]
    case 'moved':
      return publicStatusOf(news.from) === status ? null : [statusSentences[status]]
    case 'severity':
      return tellSeverity(facts, news.from, status)
    case 'commanded':
    case 'unanswered':
      return null
    case 'relapsed':
      return ['The problem has come back.', statusSentences[status]]
    case 'written':
      return [paragraphs(news.text)]
    case 'no-change': {
      const last = toldAt === null ? '' : ` since our last update at ${renderMoment(toldAt)}`
      return [`${noNews}${last}.`, `The state is unchanged: ${status}.`]
    }
    case 'closed': {
      const until = closedAt === null ? '' : ` It lasted from ${renderMoment(since)} to ${renderMoment(closedAt)}.`
      return [`${statusSentences.resolved}${until}`, ...(isMajor(severity) ? ['We are sorry for the trouble.'] : [])]
    }
  }
}

const opening = ({ since }: NewsFacts, status: PublicStatus): readonly string[] => [
  `Some of our features have not been working as they should since ${renderMoment(since)}.`,
  statusSentences[status],
]

/** Somebody who heard nothing of it so far is told from the beginning. */
function tellSeverity(facts: NewsFacts, from: Severity, status: PublicStatus): readonly string[] | null {
  if (isMajor(facts.severity)) return isMajor(from) ? null : opening(facts, status)
  if (!isMajor(from)) return null
  return ['The problem is smaller than it was. We go on working on it and will tell you when it is resolved.']
}
