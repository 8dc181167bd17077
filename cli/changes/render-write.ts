// The answer to a write that changes flags, for people: committed, or waiting for a second person.

import type { WriteAnswer } from '../../protocol/admin-change.ts'
import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderPending } from './render-change.ts'

/** `done` says what happened, such as "Archived banner". */
export function renderWrite(answer: WriteAnswer, done: string, style: Style, next?: string): string {
  if ('pending' in answer) return renderPending(answer.pending, style)
  const { revision, seq, changed, published } = answer
  const count = changed.length === 0 ? 'no flag answers otherwise' : `${plural(changed.length, 'flag')} changed`
  return [
    `${style.bold(done)}: revision ${printable(revision.slice(0, 12))}, seq ${seq}, ${count}.`,
    published
      ? 'Published: evaluators take it over with their next refresh, what became less within 2.5 s.'
      : 'Saved, and on its way to the edge: fuseboard status shows when it is there.',
    ...(next === undefined ? [] : [`Next: ${next}`]),
  ].join('\n')
}
