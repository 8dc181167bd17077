// Rules about what a flag answers: parts that nobody ever gets, shares that are not what they seem, and an off that is none.

import { offOf } from '../flag/off-value.ts'
import { isJsonObject, type Json, pointer } from '../json.ts'
import type { DocumentRule, Finding, FlagRule } from './finding.ts'
import { operationsOf } from './targeting-walk.ts'

export const unreachableBranch: FlagRule = ({ path, answers }) =>
  answers.dead.map((dead) => ({
    rule: 'unreachable-branch',
    severity: 'error',
    path: `${path}/targeting${dead.path}`,
    message: `This branch is never taken: ${dead.why}.`,
    remedy: 'Remove it, or mend the condition.',
  }))

export const variantNeverServed: FlagRule = ({ key, path, flag, settings, answers }) => {
  const { variants } = answers
  // Without targeting, or switched off, the other variants wait for the day when somebody chooses them.
  const chooses = flag.state === 'ENABLED' && Object.keys(flag.targeting ?? {}).length > 0
  if (variants === undefined || !chooses) return []
  const off = offOf(flag.variants, settings.offVariant).variant
  return Object.keys(flag.variants)
    .filter(
      (name) => !variants.has(name) && name !== off && name !== flag.defaultVariant && !isSpare(flag.variants, name),
    )
    .map((name) => ({
      rule: 'variant-never-served',
      severity: 'warning',
      path: pointer(`${path}/variants`, name),
      message: `No way through "${key}" answers "${name}".`,
      remedy: 'Remove the variant, or name it in the targeting.',
    }))
}

/** A boolean flag has both of its values, whichever of them it answers now. */
const isSpare = (variants: Readonly<Record<string, Json>>, name: string): boolean => typeof variants[name] === 'boolean'

export const defaultNotOff: FlagRule = ({ key, path, flag, settings }) => {
  const { kind, offVariant } = settings
  const { targeting, defaultVariant } = flag
  const isRollout = kind === 'release' || kind === 'experiment'
  if (!isRollout || targeting === undefined || Object.keys(targeting).length === 0 || !defaultVariant) return []
  const off = offOf(flag.variants, offVariant).variant
  if (off === undefined || off === defaultVariant) return []
  return [
    {
      rule: 'default-not-off',
      severity: 'warning',
      path: `${path}/defaultVariant`,
      message: `Whoever the targeting of "${key}" says nothing about, or cannot bucket, gets "${defaultVariant}", while off is "${off}".`,
      remedy: `Make "${off}" the defaultVariant, and answer "${defaultVariant}" in the targeting.`,
    },
  ]
}

export const offUndeclared: FlagRule = ({ key, path, flag, settings }) =>
  offOf(flag.variants, settings.offVariant).value !== undefined
    ? []
    : [
        {
          rule: 'off-undeclared',
          severity: 'warning',
          path,
          message: `A kill of "${key}" leaves every caller with its own default, since no off value is declared.`,
          remedy: 'Name the safe variant in fuseboard.offVariant.',
        },
      ]

export const sharesUneven: FlagRule = ({ path, flag }) => {
  const findings: Finding[] = []
  for (const { operator, argument, path: at } of operationsOf(flag.targeting, `${path}/targeting`)) {
    const weights = operator === 'fractional' ? constantWeights(argument) : null
    if (weights === null) continue
    const sum = weights.reduce((total, weight) => total + weight, 0)
    if (weights.every((weight) => weight === weights[0]) || isWhole(sum)) continue
    findings.push({
      rule: 'shares-not-100',
      severity: 'warning',
      path: at,
      message: `The shares sum up to ${sum}: ${weights.join(' + ')}.`,
      remedy: 'Let them sum up to 100 (or 1000 and more for decimals), or be all the same.',
    })
  }
  return findings
}

const isWhole = (sum: number): boolean => [100, 1_000, 10_000, 100_000, 1_000_000].includes(sum)

/** Null where one of them is computed. */
function constantWeights(argument: Json): number[] | null {
  if (!Array.isArray(argument)) return null
  const entries = argument.filter((entry, i) => i > 0 || Array.isArray(entry)) as Json[]
  const weights = entries.map((entry) => (Array.isArray(entry) ? ((entry[1] ?? 1) as Json) : null))
  return weights.every((weight) => typeof weight === 'number') ? weights : null
}

/** Segments that nothing refers to, directly or through others. */
export const unusedSegment: DocumentRule = ({ document }) => {
  const segments = document.$evaluators ?? {}
  const used = new Set<string>()
  const use = (rule: Json | undefined): void => {
    for (const { operator, argument } of operationsOf(rule, '')) {
      if (operator !== '$ref' || typeof argument !== 'string' || used.has(argument)) continue
      used.add(argument)
      if (Object.hasOwn(segments, argument)) use(segments[argument])
    }
  }
  for (const flag of Object.values(document.flags)) if (isJsonObject(flag.targeting)) use(flag.targeting)
  return Object.keys(segments)
    .filter((name) => !used.has(name))
    .map((name) => ({
      rule: 'unused-segment',
      severity: 'warning',
      path: pointer('/$evaluators', name),
      message: `No flag uses the segment "${name}".`,
      remedy: 'Remove it, or refer to it: {"$ref": "…"}, or user_segments in the short form.',
    }))
}
