// Policies, for people.

import { type Criterion, describeCriterion } from '../../domain/guard/criterion.ts'
import type { Policy, Stage } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { renderSpan } from './render-span.ts'
import { renderStages } from './render-track.ts'

const hashLength = 12
const minuteMs = 60_000

export function renderPolicyTable(policies: readonly Policy[], style: Style): string {
  const rows = policies.map(({ name, hash, stages }) => {
    const minutes = stages.reduce((sum, { minDurationMinutes }) => sum + minDurationMinutes, 0)
    const shares = stages.map(({ audience, percent }) => audience ?? `${percent ?? '?'} %`)
    return [name, hash.slice(0, hashLength), `at least ${renderSpan(minutes * minuteMs)}`, shares.join(' → ')]
  })
  return renderTable(['NAME', 'HASH', 'TAKES', 'STAGES'], rows, style)
}

export function renderPolicy(policy: Policy, style: Style): string {
  const lines = renderStages(
    policy,
    ({ maxHoldMinutes }) => `goes back after ${renderSpan(maxHoldMinutes * minuteMs)} held`,
  )
  const blocks = policy.stages.flatMap((stage, i) => [lines[i]!, ...criteriaLines(stage)])
  return [style.bold(printable(policy.name)), `  ${printable(policy.hash)}`, ...blocks].join('\n')
}

function criteriaLines({ criteria }: Stage): string[] {
  return criteria.map((criterion) => {
    const proof = criterion.proof === 'noHarm' ? 'no harm seen' : 'proven'
    return `      ${printable(criterion.id)}: ${printable(sentenceOf(criterion))} (${proof})`
  })
}

/** A newer server may have metrics that this version has no words for. */
const sentenceOf = (criterion: Stage['criteria'][number]): string =>
  describeCriterion(criterion as unknown as Criterion) ?? JSON.stringify(criterion)
