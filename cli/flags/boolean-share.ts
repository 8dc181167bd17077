// Flags that are one share of on and off, as the short form makes them: for everybody or for one audience. Only of these can
// a percentage be set; of any other rule nobody could say which number it means.

import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'

/** Percentages may have this many decimals; weights are whole numbers, so they are scaled by it. */
const percentageScale = 1000

interface BooleanShare {
  readonly on: string
  readonly off: string
  /** From 0 to 100. */
  readonly percentage: number
  /** What bucketing goes by, where the rule says so. */
  readonly bucketBy: readonly Json[]
  /** The condition before the share, if not everybody is meant. */
  readonly audience?: Json
}

export function findBooleanShare(definition: Json): BooleanShare | null {
  if (!isJsonObject(definition) || !isJsonObject(definition.variants)) return null
  const { variants, targeting, defaultVariant } = definition
  const on = nameOf(variants, true)
  const off = nameOf(variants, false)
  if (on === undefined || off === undefined || Object.keys(variants).length !== 2) return null
  if (targeting === undefined || (isJsonObject(targeting) && Object.keys(targeting).length === 0)) {
    return readShare(defaultVariant, on, off)
  }
  const branches = onlyArgument(targeting, 'if')
  if (branches === null) return readShare(targeting, on, off)
  const [audience, share, otherwise] = branches
  if (branches.length !== 3 || otherwise !== off || audience === undefined) return null
  const found = readShare(share, on, off)
  return found === null ? null : { ...found, audience }
}

const nameOf = (variants: JsonObject, value: boolean): string | undefined =>
  Object.keys(variants).find((name) => variants[name] === value)

/** The list behind an operator that stands alone. */
function onlyArgument(rule: Json | undefined, operator: string): readonly Json[] | null {
  if (!isJsonObject(rule) || Object.keys(rule).length !== 1 || !Object.hasOwn(rule, operator)) return null
  const list = rule[operator]
  return Array.isArray(list) ? list : null
}

function readShare(share: Json | undefined, on: string, off: string): BooleanShare | null {
  if (share === on || share === off) return { on, off, percentage: share === on ? 100 : 0, bucketBy: [] }
  const parts = onlyArgument(share, 'fractional')
  if (parts === null) return null
  const bucketBy = parts.length > 0 && !Array.isArray(parts[0]) ? parts.slice(0, 1) : []
  const shares = parts.slice(bucketBy.length)
  const [first, second] = shares.map(readWeight)
  if (shares.length !== 2 || first?.variant !== on || second?.variant !== off) return null
  const total = first.weight + second.weight
  return total === 0 ? null : { on, off, percentage: (100 * first.weight) / total, bucketBy }
}

function readWeight(entry: Json): { variant: Json; weight: number } | undefined {
  if (!Array.isArray(entry) || entry.length < 1 || entry.length > 2) return undefined
  const [variant, weight = 1] = entry
  return typeof weight === 'number' && weight >= 0 ? { variant, weight } : undefined
}

/** The merge patch that gives it another percentage; the refusal says why that cannot be. */
export function percentagePatch(definition: Json, percentage: number): Result<JsonObject, string> {
  const share = findBooleanShare(definition)
  if (share === null) return fail('its rule is not one share of on and off, so a percentage could mean several things')
  const { on, off, bucketBy, audience } = share
  const everybody = audience === undefined
  // What bucketing goes by stays in the rule, so that a later percentage does not deal everybody anew.
  const isPlain = bucketBy.length === 0
  const whole = !isPlain ? null : percentage === 100 ? on : percentage === 0 ? off : null
  if (everybody && whole !== null) return ok({ targeting: null, defaultVariant: whole })
  const scale = Number.isInteger(percentage) ? 1 : percentageScale
  const weight = Math.round(percentage * scale)
  const rule: Json = whole ?? {
    fractional: [...bucketBy, [on, weight], [off, 100 * scale - weight]],
  }
  return ok({ targeting: everybody ? rule : { if: [audience, rule, off] }, defaultVariant: off })
}
