// What a rollout is about to do, before it starts: its stages, and whether harm would be seen in each. With little traffic a
// doubling of the failures stays invisible, and it is better to know that beforehand.

import { detectable } from '../../domain/guard/detectable.ts'
import type { Probe } from '../../domain/rollout/probe.ts'
import type { Policy } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { numberText } from './render-evidence.ts'
import { renderStages } from './render-track.ts'

/** `served` covers so many days. */
const servedSeconds = 7 * 24 * 3600
/** What is not known before: how many of the users fail anyway. */
const assumedFailing = 0.01

export interface Plan {
  readonly flag: string
  readonly variant: string
  readonly policy: Policy
  /** Evaluations of the flag by variant, of the last seven days. */
  readonly served: Readonly<Record<string, number>>
  /** Kills in force that cut it. */
  readonly killedBy: readonly string[]
  readonly probes: readonly Probe[]
}

/** A sentence for each stage. */
function forecast({ policy, served }: Plan): string[] {
  const perSecond = perSecondOf(served)
  return policy.stages.map(({ percent, minDurationMinutes, maxHoldMinutes }) => {
    if (percent === undefined) return 'judged by limits alone: an audience has no control'
    if (perSecond === 0) return 'not known: it was not evaluated in the last 7 days'
    const stageSeconds = (minDurationMinutes + maxHoldMinutes) * 60
    return detectable((perSecond * percent) / 100, assumedFailing, stageSeconds).statement
  })
}

export function renderPlan(plan: Plan, style: Style): string {
  const { flag, variant, policy, served, killedBy, probes } = plan
  const statements = forecast(plan)
  const perSecond = perSecondOf(served)
  const traffic = `the ${numberText(perSecond)} evaluations a second of the last 7 days, one user each`
  return [
    `${style.bold(`${printable(flag)} → "${printable(variant)}"`)}  policy ${printable(policy.name)}`,
    ...renderStages(policy, (_, i) => statements[i] ?? ''),
    ...(perSecond === 0 ? [] : [style.dim(`Reckoned with ${traffic}, and 1 % of them failing anyway.`)]),
    ...probes.map(
      ({ name, method, url, expectStatus }) => `  ${name}: ${method} ${printable(url)} answers ${expectStatus}`,
    ),
    ...(killedBy.length === 0
      ? []
      : [style.yellow(`It is killed (${printable(killedBy.join(', '))}): the start lifts its own kill.`)]),
    'It goes on by itself while every criterion passes, and goes back by itself when one fails.',
  ].join('\n')
}

const perSecondOf = (served: Readonly<Record<string, number>>): number =>
  Object.values(served).reduce((sum, count) => sum + count, 0) / servedSeconds
