// The state of everything in one sentence, for whoever reads no further. It claims no more than is known.

import type { PublicStatus } from './message.ts'
import { publicTitle, statusSentences } from './templates/customers.ts'

/** The one that is the furthest from solved speaks for all. */
const order: readonly PublicStatus[] = ['investigating', 'identified', 'monitoring', 'resolved']

/**
 * `open`: the status of every incident that is not over.
 *
 * @example statusSummary([]) // 'We know of no problem right now.'
 */
export function statusSummary(open: readonly PublicStatus[]): string {
  const worst = order.find((status) => open.includes(status))
  if (worst === undefined) return 'We know of no problem right now.'
  return `${publicTitle}. ${statusSentences[worst]}`
}
