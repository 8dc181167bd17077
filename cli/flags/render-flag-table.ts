// Flags as a table. A flag whose killed state was never drilled is marked: nobody knows what cutting it would do.

import type { FlagSummary } from '../../protocol/admin-flag.ts'
import { plural, renderAge } from '../output/moment.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderFlagTable(flags: readonly FlagSummary[], archived: boolean, now: number, style: Style): string {
  if (archived) {
    const rows = flags.map(({ key, kind, owner, archivedAt, archivedBy }) => [
      key,
      kind ?? '',
      owner ?? '',
      archivedAt === undefined ? '' : renderAge(archivedAt, now),
      archivedBy ?? '',
    ])
    return renderTable(['KEY', 'KIND', 'OWNER', 'ARCHIVED', 'BY'], rows, style)
  }
  const rows = flags.map((flag) => [
    flag.key,
    flag.state === 'ENABLED' ? 'enabled' : 'disabled',
    flag.kind ?? '',
    flag.owner ?? '',
    flag.system ?? '',
    flag.type,
    flag.killedBy.length > 0 ? 'KILLED' : '',
    flag.stale.join(', '),
    renderDrill(flag, now),
    flag.lastEvaluatedAt === undefined ? 'never' : renderAge(flag.lastEvaluatedAt, now),
    flag.expiresAt?.slice(0, 10) ?? '',
  ])
  const headings = [
    'KEY',
    'STATE',
    'KIND',
    'OWNER',
    'SYSTEM',
    'TYPE',
    'KILLED',
    'STALE',
    'DRILLED',
    'EVALUATED',
    'EXPIRES',
  ]
  return renderTable(headings, rows, style)
}

export function renderDrill({ drilledAt, drillPassed }: FlagSummary, now: number): string {
  if (drilledAt === undefined) return '! never'
  return `${drillPassed === false ? '! failed ' : ''}${renderAge(drilledAt, now)}`
}

/** One line below the table. */
export function countFlags(flags: readonly FlagSummary[]): string {
  const counts: [number, string][] = [
    [flags.filter(({ killedBy }) => killedBy.length > 0).length, 'killed'],
    [flags.filter(({ stale }) => stale.length > 0).length, 'stale'],
    [flags.filter(({ drilledAt }) => drilledAt === undefined).length, 'never drilled'],
  ]
  const named = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  return [plural(flags.length, 'flag'), ...named].join(', ')
}
