// Weighted entries to thresholds over the 32-bit hash space, exactly.
//
// flagd (fractional, generation 2) picks the first entry whose cumulative weight exceeds
// `bucket = floor(hash * total / 2^32)`. That is the same as the first entry with `hash < ceil(cumulative * 2^32 / total)`,
// so the thresholds are computed once and a decision is a comparison.

import { maxWeight } from '../flag/limits.ts'
import type { Json } from '../json.ts'

export interface Distribution {
  readonly variants: readonly Json[]
  /** `ends[i]` is the smallest hash that no longer belongs to entry i. The last is 2^32. */
  readonly ends: readonly number[]
}

const hashSpace = 2 ** 32
/** Up to this total `cumulative * 2^32` is exact in a double, and so is the rounding of its quotient. */
const exactTotal = 2 ** 21

/** Reads evaluated entries `[variant, weight?]`. Null where flagd's operator answers null. */
export function distribution(entries: readonly Json[]): Distribution | null {
  const cumulative: number[] = []
  let total = 0
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length === 0) return null
    const share = entry.length === 1 ? 1 : parseWeight(entry[1]!)
    if (share === null || isStructure(entry[0]!)) return null
    total += share
    cumulative.push(total)
  }
  if (total === 0 || total > maxWeight) return null
  return { variants: entries.map(variantOf), ends: cumulative.map((sum) => threshold(sum, total)) }
}

const isStructure = (value: Json): boolean => typeof value === 'object' && value !== null
const variantOf = (entry: Json): Json => (entry as readonly Json[])[0]!

/** Negative weights count as 0: a computed ramp may start below it. */
export function parseWeight(weight: Json): number | null {
  if (weight === null) return 1
  if (typeof weight !== 'number' || !Number.isInteger(weight) || weight > maxWeight) return null
  return Math.max(0, weight)
}

function threshold(cumulative: number, total: number): number {
  if (cumulative === total) return hashSpace
  if (total <= exactTotal) return Math.ceil((cumulative * hashSpace) / total)
  const wide = BigInt(total)
  return Number(((BigInt(cumulative) << 32n) + wide - 1n) / wide)
}

/** The position of the entry that a hash falls into. */
export function pick({ ends }: Distribution, hash: number): number {
  let index = 0
  while (hash >= ends[index]!) index++
  return index
}
