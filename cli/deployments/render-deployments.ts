// Deployments for people: one with its clocks and what its status hides, many as a table, and the ledger as lines.

import type { Deployment, LedgerEntry } from '../api/deployments.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

const shownStatus = ({ status, endedAt }: Deployment): string =>
  endedAt === undefined || status === 'rolled-back' || status === 'abandoned' ? status : `${status}, replaced`

function paintStatus(deployment: Deployment, style: Style): string {
  const text = printable(shownStatus(deployment))
  if (deployment.status === 'rolled-back') return style.red(text)
  return deployment.status === 'stable' ? style.green(text) : style.yellow(text)
}

export function renderDeployment(deployment: Deployment, now: number, style: Style): string {
  const { id, system, version, previous, flags, rollbackHook, hotfix, link, by } = deployment
  const rows: [string, string | undefined][] = [
    ['after', previous],
    ['flags', flags.length === 0 ? undefined : flags.join(', ')],
    ['hook', rollbackHook],
    ['hotfix', hotfix],
    ['link', link],
    ['announced', `${renderAge(deployment.announcedAt, now)} by ${by}`],
    ['live', age(deployment.liveAt, now)],
    ['observed', age(deployment.observedAt, now)],
    ['ended', age(deployment.endedAt, now)],
    ['why', deployment.why],
    ['note', deployment.note],
  ]
  const title = `${style.bold(printable(`${system} ${version}`))}  ${printable(id)}: ${paintStatus(deployment, style)}`
  const lines = rows.flatMap(([what, value]) =>
    value === undefined ? [] : [`  ${style.dim(what.padEnd(9))}  ${printable(value)}`],
  )
  return [title, ...lines].join('\n')
}

const age = (at: string | undefined, now: number): string | undefined =>
  at === undefined ? undefined : renderAge(at, now)

export function renderDeploymentTable(items: readonly Deployment[], now: number, style: Style): string {
  const rows = items.map((one) => [
    one.id,
    one.system,
    one.version,
    shownStatus(one),
    renderAge(one.liveAt ?? one.announcedAt, now),
    one.by,
    one.why ?? one.note ?? '',
  ])
  return renderTable(['ID', 'SYSTEM', 'VERSION', 'STATUS', 'WHEN', 'BY', 'ABOUT'], rows, style)
}

/** What raised somebody's exposure is marked: that is where the cause of trouble is looked for. */
export function renderLedger(items: readonly LedgerEntry[], now: number, style: Style): string {
  const rows = items.map(({ at, kind, subject, system = '', by, text, raises }) => [
    renderAge(at, now),
    raises ? '▲' : '',
    kind,
    subject,
    system,
    by,
    text,
  ])
  return renderTable(['WHEN', '', 'KIND', 'WHAT', 'SYSTEM', 'BY', 'TEXT'], rows, style)
}
