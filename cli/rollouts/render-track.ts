// The stages of a rollout as a track: what is done, what runs and how far it is, what is to come.

import type { Policy, Rollout, Stage } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderBar } from './render-bar.ts'
import { renderSpan } from './render-span.ts'

const minuteMs = 60_000
const progressWidth = 20

export function renderTrack(rollout: Rollout, style: Style): string[] {
  const { policy, stage: current, status } = rollout
  const columns = columnsOf(policy)
  return policy.stages.map((stage, i) => {
    const name = columns(stage)
    if (status === 'completed' || i < current) return `  ${style.green('●')} ${name}  passed${failedText(rollout, i)}`
    if (i > current) return style.dim(`  ○ ${name}  at least ${renderSpan(stage.minDurationMinutes * minuteMs)}`)
    if (status !== 'running') return `  ${style.red('✗')} ${name}  ended here${failedText(rollout, i)}`
    return `  ${style.bold(`◐ ${name}`)}  ${renderProgress(rollout, stage, style)}${failedText(rollout, i)}`
  })
}

/** The stages of a policy by itself. */
export function renderStages(policy: Policy, note: (stage: Stage, index: number) => string): string[] {
  const columns = columnsOf(policy)
  return policy.stages.map((stage, i) => {
    const least = `at least ${renderSpan(stage.minDurationMinutes * minuteMs)}`
    return `  ○ ${columns(stage)}  ${least.padEnd(20)}  ${note(stage, i)}`.trimEnd()
  })
}

function columnsOf({ stages }: Policy): (stage: Stage) => string {
  const width = (text: (stage: Stage) => string): number => Math.max(...stages.map((stage) => [...text(stage)].length))
  const nameWidth = width(({ name }) => printable(name))
  const whoWidth = width(whoIsIn)
  return (stage) => `${printable(stage.name).padEnd(nameWidth)}  ${whoIsIn(stage).padEnd(whoWidth)}`
}

const whoIsIn = ({ audience, percent }: Stage): string =>
  audience === undefined ? `${percent ?? '?'} %` : `segment ${printable(audience)}`

function renderProgress({ passedMs, paused }: Rollout, { minDurationMinutes }: Stage, style: Style): string {
  const neededMs = minDurationMinutes * minuteMs
  const share = neededMs === 0 ? 1 : passedMs / neededMs
  const bar = renderBar(share, progressWidth, style.green)
  return `${bar}  ${renderSpan(passedMs)} of ${renderSpan(neededMs)} passed${paused ? style.yellow(', paused') : ''}`
}

function failedText({ failures }: Rollout, stage: number): string {
  const count = failures[stage] ?? 0
  if (count === 0) return ''
  return count === 1 ? ', failed once' : `, failed ${count} times`
}
