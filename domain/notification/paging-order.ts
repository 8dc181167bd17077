// Whom a page goes to and through which channel: the first two to the same person, in case that one was only asleep; every
// later one to whoever comes next, through whatever comes next. It goes round for as long as nobody answers.

/** Both in their order; the commander, where one is named, before everybody else. */
export interface PagingPlan {
  readonly people: readonly string[]
  readonly channels: readonly string[]
}

export interface PageTarget {
  /** Undefined where nobody is on call: the provider decides whom it wakes. */
  readonly person: string | undefined
  readonly channel: string
}

/**
 * `pages`: how often it was paged before. Undefined where nothing pages.
 *
 * @example pageTarget({ people: ['ann', 'bob'], channels: ['pager', 'sms'] }, 2) // { person: 'bob', channel: 'sms' }
 */
export function pageTarget({ people, channels }: PagingPlan, pages: number): PageTarget | undefined {
  const turn = Math.max(0, pages - 1)
  const channel = channels[turn % channels.length]
  return channel === undefined ? undefined : { person: people[turn % people.length], channel }
}

/** Who is paged, the first one first: a commander who is named already, then everybody on call. */
export const peopleToPage = (commander: string | null, onCall: readonly string[]): readonly string[] =>
  commander === null ? onCall : [commander, ...onCall.filter((id) => id !== commander)]
