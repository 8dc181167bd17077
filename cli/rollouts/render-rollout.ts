// One rollout, for people: the track, the verdict with its evidence, the clocks, what comes next and what happened.

import type { Rollout, RolloutEvent, RolloutSummary, StartedRollout } from '../api/rollouts.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { paintVerdict, renderEvidence } from './render-evidence.ts'
import { renderSpan, renderUntil } from './render-span.ts'
import { renderTrack } from './render-track.ts'

const shownEvents = 5
const hashLength = 12
/** Below it, a tick that has not come yet is no silence. */
const silentAfterMs = 30_000

export function renderRollout(rollout: Rollout, now: number, style: Style): string {
  const isRunning = rollout.status === 'running'
  const blocks = [
    renderTitle(rollout, now, style),
    renderTrack(rollout, style),
    ...(rollout.status === 'draft' || rollout.criteria.length === 0 ? [] : [renderVerdict(rollout, style)]),
    ...(isRunning ? [renderClocks(rollout, now, style)] : []),
    renderEvents(rollout, now, style),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

/** What the server says can be seen in each stage, from the traffic it knows. */
export function renderForecast({ forecast }: StartedRollout): string[] {
  if (forecast === undefined) return []
  const lines = forecast.stages.map(({ name, statement }) => `  ${printable(`${name}: ${statement}`)}`)
  return [['What can be seen in each stage:', ...lines].join('\n')]
}

function renderTitle(rollout: Rollout, now: number, style: Style): string[] {
  const { id, flag, variant, policy, startedAt, endedAt, by, reason } = rollout
  const ended = endedAt === undefined ? '' : `, ended ${renderAge(endedAt, now)}`
  return [
    `${style.bold(`${printable(flag)} → "${printable(variant)}"`)}  rollout ${printable(id)}: ${paintStatus(rollout, style)}`,
    `started ${renderAge(startedAt, now)} by ${printable(by)}${ended}: ${printable(reason)}`,
    style.dim(`policy ${printable(policy.name)} ${printable(policy.hash.slice(0, hashLength))}`),
  ]
}

function paintStatus({ status, paused }: Pick<Rollout, 'status' | 'paused'>, style: Style): string {
  if (status === 'running') return paused ? style.yellow('paused') : style.bold('running')
  if (status === 'draft') return style.yellow('waits for a second person')
  if (status === 'completed') return style.green(status)
  return status === 'killed' ? style.red(status) : printable(status)
}

const renderVerdict = (rollout: Rollout, style: Style): string[] => [
  `Verdict ${paintVerdict(rollout.verdict, style)}`,
  ...(rollout.mismatched ? [style.yellow('  The arms are not as large as configured: nothing can be compared.')] : []),
  ...renderEvidence(rollout, style),
]

function renderClocks(rollout: Rollout, now: number, style: Style): string[] {
  const { paused, nextStepAt, expectedVerdictSeconds, clocks, verdict, stages, stage, obstacle } = rollout
  const { heldMs, silentMs } = clocks
  const maxHoldMs = stages[stage]?.maxHoldMs ?? 0
  const back = stage === 0 ? 'the flag goes off' : 'it goes back a stage'
  const lines: string[] = []
  if (paused) lines.push(style.yellow('Paused: the clock stands still. Proven harm still takes it back.'))
  else if (nextStepAt !== null) lines.push(`Next step: ${renderUntil(nextStepAt, now)} at the earliest`)
  if (obstacle !== undefined) lines.push(style.yellow(`It cannot go on: ${printable(obstacle)}`))
  if (verdict === 'HOLD' && !paused) {
    const known = expectedVerdictSeconds !== null
    const expected = known ? `in about ${renderSpan(expectedVerdictSeconds * 1000)}` : 'cannot be said'
    lines.push(`Enough data for a verdict: ${expected}`)
  }
  if (heldMs > 0) lines.push(`Held for ${renderSpan(heldMs)} of ${renderSpan(maxHoldMs)}; after that ${back}`)
  if (silentMs >= silentAfterMs) {
    const then = `after 2 min the clock stands still, after 10 min ${back}`
    lines.push(style.yellow(`No telemetry for ${renderSpan(silentMs)}: ${then}`))
  }
  return lines
}

function renderEvents({ events, stages }: Rollout, now: number, style: Style): string[] {
  if (events.length === 0) return []
  const newest = [...events].sort((left, right) => right.at.localeCompare(left.at)).slice(0, shownEvents)
  const names = stages.map(({ name }) => name)
  const rows = newest.map((event) => [renderAge(event.at, now), eventText(event, names), event.by, event.why])
  return [renderTable(['WHEN', 'WHAT', 'BY', 'WHY'], rows, style)]
}

/** @example 'advanced internal → canary' */
export function eventText({ kind, from, to }: RolloutEvent, stageNames: readonly string[]): string {
  const places = [from, to].flatMap((stage) => (stage === undefined ? [] : [stageNames[stage] ?? `${stage + 1}`]))
  return [kind, [...new Set(places)].join(' → ')].filter(Boolean).join(' ')
}

export function renderRolloutTable(rollouts: readonly RolloutSummary[], now: number, style: Style): string {
  const rows = rollouts.map((rollout) => {
    const { id, flag, variant, policy, status, paused, stage, stages, verdict, startedAt, by } = rollout
    const isRunning = status === 'running'
    return [
      flag,
      variant,
      isRunning && paused ? 'paused' : status,
      `${stages[stage]?.name ?? ''} (${stage + 1} of ${stages.length})`,
      isRunning ? verdict : '',
      policy.name,
      renderAge(startedAt, now),
      by,
      id,
    ]
  })
  return renderTable(['FLAG', 'VARIANT', 'STATUS', 'STAGE', 'VERDICT', 'POLICY', 'STARTED', 'BY', 'ID'], rows, style)
}
