// Option values that are more than text: one of a few words, a count, a moment. A wrong one is wrong usage, told before
// anything is sent.

import { nearestNames } from '../../domain/nearest-names.ts'
import { ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'

/** One of the allowed words, capitals aside; undefined where the option is not given. */
export function parseChoice<T extends string>(
  name: string,
  given: string | undefined,
  allowed: readonly T[],
): Result<T | undefined, Failure> {
  if (given === undefined) return ok(undefined)
  const found = allowed.find((word) => word.toLowerCase() === given.toLowerCase())
  if (found !== undefined) return ok(found)
  const [nearest = allowed[0]] = nearestNames(given, allowed, 1)
  return usageFailure(`--${name}: found "${given}"; allowed: ${allowed.join(', ')}.`, `Try --${name} ${nearest}.`)
}

/** A whole number from 1 to `most`. */
export function parseCount(
  name: string,
  given: string | undefined,
  otherwise: number,
  most = Number.POSITIVE_INFINITY,
): Result<number, Failure> {
  const count = Number(given ?? otherwise)
  if (Number.isInteger(count) && count >= 1 && count <= most && given?.trim() !== '') return ok(count)
  const allowed = most === Number.POSITIVE_INFINITY ? 'a whole number from 1' : `a whole number from 1 to ${most}`
  return usageFailure(`--${name}: found "${given}"; allowed: ${allowed}.`, `Try --${name} ${otherwise}.`)
}

const momentText = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** An ISO 8601 date or time as one in UTC; without a zone it is taken as UTC. */
export function parseMoment(name: string, given: string | undefined): Result<string | undefined, Failure> {
  if (given === undefined) return ok(undefined)
  const zoned = /T[^Z+-]*$/.test(given) ? `${given}Z` : given
  const time = momentText.test(given) ? Date.parse(zoned) : Number.NaN
  if (!Number.isNaN(time)) return ok(new Date(time).toISOString())
  return usageFailure(
    `--${name}: found "${given}"; allowed: a date or a time as in ISO 8601.`,
    `Try --${name} 2027-01-31 or --${name} 2027-01-31T12:00:00Z.`,
  )
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A span such as 90s, 15m, 1h or 7d, in milliseconds. */
export function parseSpan(name: string, given: string | undefined): Result<number | undefined, Failure> {
  if (given === undefined) return ok(undefined)
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(given) ?? []
  if (count !== undefined && unit !== undefined && Number(count) > 0) return ok(Number(count) * unitMs[unit]!)
  return usageFailure(
    `--${name}: found "${given}"; allowed: a whole number with s, m, h or d.`,
    `Try --${name} 15m or --${name} 1h.`,
  )
}
