// People who answer for incidents, for people.

import type { ResponderRecord } from '../../protocol/admin-incident.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

/** In the order in which they are paged; those who never are come last. */
export function renderResponderTable(responders: readonly ResponderRecord[], style: Style): string {
  const last = Number.POSITIVE_INFINITY
  const rows = [...responders]
    .sort((left, right) => (left.rank ?? last) - (right.rank ?? last) || left.id.localeCompare(right.id))
    .map(({ id, name, email, phone, slack, rank }) => [
      id,
      name,
      rank === undefined ? 'never by itself' : String(rank),
      email ?? '',
      phone ?? '',
      slack ?? '',
    ])
  return renderTable(['ID', 'NAME', 'PAGED', 'EMAIL', 'PHONE', 'SLACK'], rows, style)
}
