// Percentages. flagd's `fractional` hashes in its own way, so the shares stay what they are and the people in them change.

import type { Json } from '../json.ts'
import { allOf } from './bounds.ts'

export interface Share {
  readonly variant: Json
  /** In thousandths of a percent. */
  readonly weight: number
}

export const wholeShare = 100_000

/** Said of every share strictly between nobody and everybody. */
export const redistributed =
  'The percentages are kept, but buckets are computed differently here: users are redistributed among them.'

/** What people are divided by: a salt, and the attribute that tells them apart. */
export const bucketBy = (salt: string, key: Json): Json => ({ cat: [salt, key] })

/** Divides people among variants; `by` null divides by flag and targeting key. One variant for all needs no dividing. */
export function divide(shares: readonly Share[], by: Json | null): Json {
  const real = shares.filter(({ weight }) => weight > 0)
  if (real.length === 0) return null
  if (real.every(({ variant }) => variant === real[0]!.variant)) return real[0]!.variant
  const entries = real.map(({ variant, weight }): Json => [variant, weight])
  return { fractional: by === null ? entries : [by, ...entries] }
}

/** Whether somebody is in a share. Who has no key is in none, except in a share of everybody. */
export function inShare(weight: number, salt: string, key: Json): Json {
  if (weight <= 0) return false
  if (weight >= wholeShare) return true
  const parts = [
    { variant: true, weight },
    { variant: false, weight: wholeShare - weight },
  ]
  return allOf([key, divide(parts, bucketBy(salt, key))])
}

/** Whether somebody is in one of several ranges of the line from 0 to 1. */
export function inRanges(ranges: readonly (readonly [number, number])[], salt: string, key: Json): Json {
  const marks = [0, ...ranges.flat(), 1].map(toWeight).sort((a, b) => a - b)
  const shares = marks.slice(1).map((end, i): Share => {
    const start = marks[i]!
    const inside = ranges.some(([from, to]) => toWeight(from) <= start && end <= toWeight(to))
    return { variant: inside, weight: end - start }
  })
  return allOf([key, divide(shares, bucketBy(salt, key))])
}

/** A fraction from 0 to 1 as a weight; what lies outside counts as the nearer end. */
export const toWeight = (fraction: number): number => Math.round(Math.min(1, Math.max(0, fraction)) * wholeShare)
