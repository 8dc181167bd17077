// Policies, for people.

import { type Criterion, describeCriterion } from '../../domain/guard/criterion.ts'
import type { PolicyRecord, PolicyStage } from '../api/rollouts.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { renderSpan } from './render-span.ts'
import { renderStages } from './render-track.ts'

const hashLength = 12
const minuteMs = 60_000

export function renderPolicyTable(policies: readonly PolicyRecord[], style: Style): string {
  const rows = policies.map(({ name, hash, builtIn, by, policy: { stages } }) => {
    const minutes = stages.reduce((sum, { minDurationMinutes }) => sum + minDurationMinutes, 0)
    const shares = stages.map(({ audience, percent }) => audience ?? `${percent ?? '?'} %`)
    return [
      name,
      hash?.slice(0, hashLength) ?? '',
      builtIn ? 'built in' : (by ?? ''),
      `at least ${renderSpan(minutes * minuteMs)}`,
      shares.join(' → '),
    ]
  })
  return renderTable(['NAME', 'HASH', 'BY', 'TAKES', 'STAGES'], rows, style)
}

export function renderPolicy({ name, hash, policy }: PolicyRecord, style: Style): string {
  const lines = renderStages(policy, ({ maxHoldMinutes }) => {
    return `goes back after ${renderSpan(maxHoldMinutes * minuteMs)} held`
  })
  const blocks = policy.stages.flatMap((stage, i) => [lines[i]!, ...criteriaLines(stage)])
  return [style.bold(printable(name)), ...(hash === undefined ? [] : [`  ${printable(hash)}`]), ...blocks].join('\n')
}

function criteriaLines({ criteria }: PolicyStage): string[] {
  return criteria.map((criterion) => {
    const proof = criterion.proof === 'noHarm' ? 'no harm seen' : 'proven'
    return `      ${printable(criterion.id)}: ${printable(sentenceOf(criterion))} (${proof})`
  })
}

/** A newer server may have metrics that this version has no words for. */
const sentenceOf = (criterion: PolicyStage['criteria'][number]): string =>
  describeCriterion(criterion as unknown as Criterion) ?? JSON.stringify(criterion)
