// The state of an instance, for people.

import type { Result } from '../../domain/result.ts'
import type { HeadAnswer } from '../../protocol/admin-head.ts'
import type { KillRecord } from '../../protocol/admin-kill.ts'
import type { EvaluatorHealth } from '../api/shapes.ts'
import type { Failure } from '../failure.ts'
import { renderKillTable } from '../kills/render-kill-table.ts'
import { plural, renderAge, renderDuration } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import type { Finding } from './judge.ts'

export interface Status {
  readonly url: string
  readonly origin: string
  readonly head: HeadAnswer
  readonly kills: readonly KillRecord[]
  /** Null where that is not known. */
  readonly pendingChanges: number | null
  readonly evaluator: { readonly url: string; readonly health: Result<EvaluatorHealth, Failure> } | null
  readonly findings: readonly Finding[]
}

export function renderStatus(status: Status, now: number, style: Style): string {
  const { url, origin, head, kills, pendingChanges, evaluator, findings } = status
  const rows: [string, string][] = [
    ['Instance', `${url} (${origin})`],
    ['Revision', renderRevision(head)],
    ['Feed', `epoch ${head.epoch}, seq ${head.seq}`],
    ['Publishing', renderPublishing(head, now)],
    ['Kills', kills.length === 0 ? 'none in force' : `${kills.length} in force`],
    ...(pendingChanges
      ? [['Waiting', `${plural(pendingChanges, 'change')} for a second person`] as [string, string]]
      : []),
    ...renderBreakGlass(head),
    ...(evaluator === null
      ? []
      : [['Evaluator', `${evaluator.url}: ${renderHealth(evaluator.health)}`] as [string, string]]),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return [
    ...rows.map(([name, value]) => `${style.bold(name.padEnd(width))}  ${printable(value)}`),
    ...(kills.length === 0 ? [] : ['', renderKillTable(kills, now, style)]),
    '',
    ...findings.flatMap((finding) => renderFinding(finding, style)),
  ].join('\n')
}

function renderBreakGlass({ breakGlass }: HeadAnswer): [string, string][] {
  return breakGlass.map(({ id, by, expiresAt }) => ['Glass', `broken by ${by} (change ${id}), until ${expiresAt}`])
}

function renderRevision({ revision, committedRevision }: HeadAnswer): string {
  const shown = revision === '' ? 'none' : revision.slice(0, 12)
  return revision === committedRevision ? shown : `${shown}; ${committedRevision.slice(0, 12)} is saved and on its way`
}

function renderPublishing({ publishing: { pending, lastError, since } }: HeadAnswer, now: number): string {
  if (pending === 0) return 'everything is at the edge'
  const begun = since ? `, first tried ${renderAge(since, now)}` : ''
  return `${plural(pending, 'change')} waiting${begun}${lastError ? `; last error: ${lastError}` : ''}`
}

function renderHealth(health: Result<EvaluatorHealth, Failure>): string {
  if (!health.ok) return 'does not answer'
  const { status, tier, revision, ageMs, flags } = health.value
  return `${status}, ${plural(flags, 'flag')} of revision ${revision.slice(0, 12)}, tier ${tier}, evidence ${renderDuration(ageMs)} old`
}

function renderFinding({ level, meaning, next }: Finding, style: Style): string[] {
  const shown = printable(meaning)
  const coloured = { ok: style.green, notice: style.yellow, trouble: style.red }[level](shown)
  return [coloured, ...(next === undefined ? [] : [`  ${next}`])]
}
