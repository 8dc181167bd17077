// What people type about an incident: how bad it is, and when it began. Wrong words are told before anything is sent.

import { type Severity, severities } from '../../domain/incident/incident.ts'
import { ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'

/** 1, sev1 and SEV1 mean the same. */
export function parseSeverity(given: string, what: string): Result<Severity, Failure> {
  const digit = Number(/^(?:sev[- ]?)?([0-9])$/i.exec(given.trim())?.[1])
  const found = severities.find((severity) => severity === digit)
  if (found !== undefined) return ok(found)
  return usageFailure(
    `${what}: found "${given}"; allowed: 1 (worst) to 4, also as SEV1 to SEV4.`,
    'SEV1 and SEV2 page people and cut flags; SEV3 and SEV4 do neither.',
  )
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const dayMs = 86_400_000

/**
 * A time of day in UTC, the last one that has passed; how long ago; or a whole moment.
 *
 * @example parseStarted('10m', Date.parse('2026-11-21T14:15:00Z'))   // '2026-11-21T14:05:00.000Z'
 */
export function parseStarted(given: string, nowMs: number): Result<string, Failure> {
  const at = momentOf(given.trim(), nowMs)
  if (!Number.isNaN(at) && at <= nowMs) return ok(new Date(at).toISOString())
  const why = Number.isNaN(at) ? '' : ', which is still to come'
  return usageFailure(
    `--started: found "${given}"${why}; allowed: a time of day in UTC, how long ago, or a time as in ISO 8601.`,
    'Try --started 14:05, --started 10m or --started 2027-01-31T14:05:00Z.',
  )
}

function momentOf(given: string, nowMs: number): number {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(given) ?? []
  if (hours !== undefined) {
    const inDayMs = (Number(hours) * 60 + Number(minutes)) * 60_000
    if (Number(minutes) > 59 || inDayMs >= dayMs) return Number.NaN
    const today = nowMs - (nowMs % dayMs) + inDayMs
    return today > nowMs ? today - dayMs : today
  }
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(given) ?? []
  if (unit !== undefined) return nowMs - Number(count) * unitMs[unit]!
  const zoned = /T[^Z+-]*$/.test(given) ? `${given}Z` : given
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(given) ? Date.parse(zoned) : Number.NaN
}
