// When a stage's verdict can be expected, if things go on as they did: evidence grows in proportion to what was observed. Pure,
// and no more than an estimate; nothing is decided by it.

import type { Criterion } from '../../domain/guard/criterion.ts'
import { type Judgement, provenAt } from '../../domain/guard/judge-criterion.ts'

/** Zero where the verdict is there already; null where one criterion gives nothing to go by. */
export function expectedVerdictSeconds(
  criteria: readonly Criterion[],
  judgements: readonly Judgement[],
  observedMs: number,
): number | null {
  const each = judgements.map((judgement, i) => secondsOf(criteria[i]!, judgement, observedMs / 1000))
  return each.includes(null) ? null : Math.ceil(Math.max(0, ...(each as number[])))
}

function secondsOf(criterion: Criterion, { verdict, counts, pass }: Judgement, observed: number): number | null {
  if (verdict !== 'HOLD') return 0
  if (counts.treated === 0 || observed === 0) return null
  const units = ((criterion.minUnits - counts.treated) / counts.treated) * observed
  if (criterion.proof === 'noHarm') return units > 0 ? units : null
  if (pass <= 1) return null
  const proof = ((Math.log(provenAt) - Math.log(pass)) / Math.log(pass)) * observed
  return Math.max(0, units, proof)
}
