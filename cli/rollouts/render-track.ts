// The stages of a rollout as a track: what is done, what runs and how far it is, what is to come.

import type { Policy, PolicyStage, Rollout, RolloutStage } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderBar } from './render-bar.ts'
import { renderSpan } from './render-span.ts'

const minuteMs = 60_000
const progressWidth = 20

export function renderTrack({ status, stage: current, stages, clocks, paused }: Rollout, style: Style): string[] {
  const columns = columnsOf(stages)
  return stages.map((stage, i) => {
    const name = columns(stage)
    if (status === 'completed' || (i < current && status !== 'draft')) {
      return `  ${style.green('●')} ${name}  passed${failedText(stage)}`
    }
    if (i > current || status === 'draft') {
      return style.dim(`  ○ ${name}  at least ${renderSpan(stage.minDurationMs)}${failedText(stage)}`)
    }
    if (status !== 'running') return `  ${style.red('✗')} ${name}  ended here${failedText(stage)}`
    const progress = renderProgress(clocks.passedMs, stage.minDurationMs, style)
    return `  ${style.bold(`◐ ${name}`)}  ${progress}${paused ? style.yellow(', paused') : ''}${failedText(stage)}`
  })
}

/** The stages of a policy by itself. */
export function renderStages({ stages }: Policy, note: (stage: PolicyStage, index: number) => string): string[] {
  const columns = columnsOf(stages)
  return stages.map((stage, i) => {
    const least = `at least ${renderSpan(stage.minDurationMinutes * minuteMs)}`
    return `  ○ ${columns(stage)}  ${least.padEnd(20)}  ${note(stage, i)}`.trimEnd()
  })
}

type Place = Pick<PolicyStage, 'name' | 'audience' | 'percent'>

function columnsOf(stages: readonly Place[]): (stage: Place) => string {
  const width = (text: (stage: Place) => string): number => Math.max(...stages.map((stage) => [...text(stage)].length))
  const nameWidth = width(({ name }) => printable(name))
  const whoWidth = width(whoIsIn)
  return (stage) => `${printable(stage.name).padEnd(nameWidth)}  ${whoIsIn(stage).padEnd(whoWidth)}`
}

const whoIsIn = ({ audience, percent }: Place): string =>
  audience === undefined ? `${percent ?? '?'} %` : `segment ${printable(audience)}`

function renderProgress(passedMs: number, neededMs: number, style: Style): string {
  const share = neededMs === 0 ? 1 : passedMs / neededMs
  return `${renderBar(share, progressWidth, style.green)}  ${renderSpan(passedMs)} of ${renderSpan(neededMs)} passed`
}

function failedText({ failures }: RolloutStage): string {
  if (failures === 0) return ''
  return failures === 1 ? ', failed once' : `, failed ${failures} times`
}
