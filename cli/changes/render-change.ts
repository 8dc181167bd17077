// Changes that wait, were decided, or broke the glass: as a table, and one by one with what each does to whom.

import type { ChangeRecord } from '../../protocol/admin-change.ts'
import type { PlannedFlag } from '../../protocol/admin-plan.ts'
import { plural, renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import { colourDiffLine } from '../output/render-diff.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderChangeTable(changes: readonly ChangeRecord[], now: number, style: Style): string {
  const rows = changes.map(({ id, kind, status, by, at, expiresAt, flags, reason }) => [
    id,
    kind,
    status,
    by,
    renderAge(at, now),
    status === 'pending' || status === 'applied' ? expiresAt : '',
    flags.map(({ key }) => key).join(', '),
    reason,
  ])
  return renderTable(['ID', 'KIND', 'STATUS', 'BY', 'MADE', 'ENDS', 'FLAGS', 'REASON'], rows, style)
}

export function renderChange(change: ChangeRecord, style: Style): string {
  const { id, kind, status, by, at, reason, base, flags } = change
  return [
    style.bold(`Change ${printable(id)}  ${kind}, ${status}`),
    printable(`made ${at} by ${by} on top of revision number ${base}: ${reason}`),
    ...renderDecision(change),
    ...renderEnd(change),
    ...flags.flatMap((flag) => ['', ...renderPlannedFlag(flag, style)]),
  ].join('\n')
}

function renderDecision({ status, decidedAt, decidedBy, decision, number }: ChangeRecord): string[] {
  if (decidedAt === undefined && decidedBy === undefined) return []
  const who = decidedBy === undefined ? '' : ` by ${decidedBy}`
  const when = decidedAt === undefined ? '' : ` at ${decidedAt}`
  const became = number === undefined ? '' : `, as revision number ${number}`
  return [printable(`${status}${who}${when}${became}${decision ? `: ${decision}` : ''}`)]
}

function renderEnd({ kind, status, expiresAt }: ChangeRecord): string[] {
  if (status === 'pending') return [`waits for a second person until ${printable(expiresAt)}`]
  if (kind === 'break-glass' && status === 'applied') {
    return [`is taken back at ${printable(expiresAt)} unless somebody else reviews it`]
  }
  return []
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

export function renderPlannedFlag({ key, change, exposure, lines, notes }: PlannedFlag, style: Style): string[] {
  const { direction, shareBefore, shareAfter, why } = exposure
  const colour = { lowers: style.green, keeps: style.dim, raises: style.yellow, unknown: style.yellow }[direction]
  return [
    style.bold(`${printable(key)} (${change})`),
    colour(`  ${direction} exposure, ${percent(shareBefore)} → ${percent(shareAfter)} of samples: ${printable(why)}`),
    ...lines.map((line) => `  ${colourDiffLine(printable(line), style)}`),
    ...notes.map((note) => `  ${style.yellow(`note: ${printable(note)}`)}`),
  ]
}

/** What the next person does about it. */
export function renderNextSteps({ id, kind, status }: ChangeRecord): string[] {
  const shown = printable(id)
  if (status === 'pending') {
    return [
      `Another person, with a token of their own: fuseboard changes approve ${shown}`,
      `To refuse it, or to take it back: fuseboard changes reject ${shown} --reason TEXT`,
    ]
  }
  return kind === 'break-glass' && status === 'applied'
    ? [`Another person, if it may stay: fuseboard changes review ${shown}`]
    : []
}

/** For the answer to a write that waits. */
export function renderPending(change: ChangeRecord, style: Style): string {
  return [
    style.yellow(style.bold(`Nothing has changed yet: change ${printable(change.id)} waits for a second person.`)),
    `It raises the exposure of ${change.flags.map(({ key }) => printable(key)).join(', ')}, and ends unapproved at ${printable(change.expiresAt)}.`,
    ...renderNextSteps(change),
  ].join('\n')
}

export function countChanges(changes: readonly ChangeRecord[]): string {
  const waiting = changes.filter(({ status }) => status === 'pending').length
  const open = changes.filter(({ status }) => status === 'applied').length
  return [
    plural(changes.length, 'change'),
    ...(waiting > 0 ? [`${waiting} waiting for a second person`] : []),
    ...(open > 0 ? [`${open} to be reviewed`] : []),
  ].join(', ')
}
