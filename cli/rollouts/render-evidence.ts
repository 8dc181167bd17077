// The evidence of each criterion as meters: how far it is from proving harm, and from proving that there is none. Evidence
// multiplies, so the meters are logarithmic; 1 is no evidence at all.

import type { Judgement, Rollout } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderBar } from './render-bar.ts'

const meterWidth = 20

export function renderEvidence({ policy, stage, judgements }: Rollout, style: Style): string[] {
  const criteria = policy.stages[stage]?.criteria ?? []
  return judgements.flatMap((judgement) => {
    const criterion = criteria.find(({ id }) => id === judgement.id)
    return renderJudgement(judgement, criterion?.proof === 'noHarm', criterion?.compare === 'baseline', style)
  })
}

export function paintVerdict(verdict: string, style: Style): string {
  if (verdict === 'PASS') return style.green(verdict)
  return verdict === 'FAIL' ? style.red(verdict) : style.yellow(printable(verdict))
}

/** `noHarm` needs no proof: then there is only one meter. */
function renderJudgement(judgement: Judgement, isNoHarm: boolean, isCompared: boolean, style: Style): string[] {
  const { id, verdict, failure, failAt, pass, provenAt, why, describes } = judgement
  return [
    `  ${style.bold(printable(id))}  ${paintVerdict(verdict, style)}  ${printable(describes)}`,
    `    harm    ${meter(failure, failAt, style.red)}`,
    ...(isNoHarm ? [] : [`    health  ${meter(pass, provenAt, style.green)}`]),
    `    seen    ${countsText(judgement)}${estimateText(judgement, isCompared)}`,
    `    why     ${printable(why)}`,
  ]
}

const meter = (evidence: number, enough: number, paint: (text: string) => string): string => {
  const share = evidence >= enough ? 1 : Math.log(Math.max(1, evidence)) / Math.log(enough)
  return `${renderBar(share, meterWidth, paint)}  ${numberText(evidence)} of ${numberText(enough)}`
}

function countsText({ counts }: Judgement): string {
  const { treated, treatedBad, control, controlBad } = counts
  const arm = (bad: number, units: number): string => `${numberText(bad)} of ${numberText(units)}`
  return `treated ${arm(treatedBad, treated)}, control ${arm(controlBad, control)}`
}

function estimateText({ estimate }: Judgement, isCompared: boolean): string {
  if (estimate === null) return ''
  if (!isCompared) return `; ${numberText(estimate * 100)} %`
  return estimate >= 1e9 ? '; the control has none' : `; ${numberText(estimate)} times the control's share`
}

/** @example numberText(118_800)   // '118,800' */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1e9) return value.toExponential(1)
  return value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })
}
