// What came of an apply, and what to do next.

import { plural } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Applied } from './apply-plan.ts'

export function renderApplied(applied: Applied, published: boolean): string {
  if (applied.kind === 'pending') {
    const { id, expiresAt } = applied.change
    const name = printable(id)
    return [
      `Waiting for a second person: change ${name}. Nothing has changed yet; it expires ${printable(expiresAt)}.`,
      'Whoever has another token with the write scope can approve it:',
      `  fuseboard changes approve ${name}`,
      `Next: fuseboard changes show ${name}`,
    ].join('\n')
  }
  const { revision, commit } = applied
  const what =
    commit === null
      ? 'applied before, though its answer was lost'
      : `seq ${commit.seq}, ${plural(commit.changed.length, 'flag')} changed`
  return [
    `Applied: revision ${printable(revision.slice(0, 12))}, ${what}.`,
    published
      ? 'Published: evaluators take it over with their next refresh, what became less within 2.5 s.'
      : 'Saved, and on its way to the edge: fuseboard status shows when it is there.',
    'Next: fuseboard status',
  ].join('\n')
}
