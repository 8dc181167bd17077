// Kills as a table, for `kills` and `status`.

import type { KillRecord } from '../../protocol/admin-kill.ts'
import { renderAge } from '../output/moment.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { describeTarget } from './target.ts'

export function renderKillTable(kills: readonly KillRecord[], now: number, style: Style): string {
  const anyLifted = kills.some(({ liftedAt }) => liftedAt)
  const anyIncident = kills.some(({ incident }) => incident)
  const optional = <T>(shown: boolean, value: T): T[] => (shown ? [value] : [])
  const headings = [
    'KILLED',
    'SINCE',
    'BY',
    ...optional(anyLifted, 'LIFTED'),
    ...optional(anyIncident, 'INCIDENT'),
    'ID',
    'REASON',
  ]
  const rows = kills.map((kill) => [
    describeTarget(kill.target),
    renderAge(kill.at, now),
    kill.by,
    ...optional(anyLifted, renderLifted(kill, now)),
    ...optional(anyIncident, kill.incident ?? ''),
    kill.id,
    kill.reason,
  ])
  return renderTable(headings, rows, style)
}

function renderLifted({ liftedAt, liftedBy }: KillRecord, now: number): string {
  if (!liftedAt) return 'in force'
  return `${renderAge(liftedAt, now)}${liftedBy ? ` by ${liftedBy}` : ''}`
}
