// The evidence of each criterion as meters: how far it is from proving harm, and from proving that there is none. Evidence
// multiplies, so the meters are logarithmic; 1 is no evidence at all.

import type { Rollout, RolloutCriterion } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderBar } from './render-bar.ts'

const meterWidth = 20

export const renderEvidence = ({ criteria }: Rollout, style: Style): string[] =>
  criteria.flatMap((criterion) => renderCriterion(criterion, style))

export function paintVerdict(verdict: string, style: Style): string {
  if (verdict === 'PASS') return style.green(verdict)
  return verdict === 'FAIL' ? style.red(verdict) : style.yellow(printable(verdict))
}

function renderCriterion(criterion: RolloutCriterion, style: Style): string[] {
  const { id, verdict, failure, failAt, pass, provenAt, why, describes } = criterion
  // One that passes without proof needs none: a meter that stays short would only raise questions.
  const needsNoProof = verdict === 'PASS' && pass < provenAt
  return [
    `  ${style.bold(printable(id))}  ${paintVerdict(verdict, style)}  ${printable(describes)}`,
    `    harm    ${meter(failure, failAt, style.red)}`,
    ...(needsNoProof ? [] : [`    health  ${meter(pass, provenAt, style.green)}`]),
    `    seen    ${countsText(criterion)}${estimateText(criterion)}`,
    `    why     ${printable(why)}`,
  ]
}

const meter = (evidence: number, enough: number, paint: (text: string) => string): string => {
  const share = evidence >= enough ? 1 : Math.log(Math.max(1, evidence)) / Math.log(enough)
  return `${renderBar(share, meterWidth, paint)}  ${numberText(evidence)} of ${numberText(enough)}`
}

function countsText({ counts }: RolloutCriterion): string {
  const { treated, treatedBad, control, controlBad } = counts
  const arm = (bad: number, units: number): string => `${numberText(bad)} of ${numberText(units)}`
  return `treated ${arm(treatedBad, treated)}, control ${arm(controlBad, control)}`
}

/** An estimate is the treated arm's own rate where a limit is held against it, else a ratio to the control. */
function estimateText({ estimate, counts: { treated, treatedBad } }: RolloutCriterion): string {
  if (estimate === null) return ''
  if (estimate === treatedBad / treated) return `; ${numberText(estimate * 100)} %`
  return estimate >= 1e9 ? '; the control has none' : `; ${numberText(estimate)} times the control's share`
}

/** @example numberText(118_800)   // '118,800' */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1e9) return value.toExponential(1)
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })
}
