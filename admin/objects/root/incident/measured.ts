// What telemetry said of an incident's systems since it began, as it is kept in the incident's row: counts of what it cost, the
// last half hour of each system, and how verification stands.

import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { SystemImpact } from '../../../../domain/incident/impact.ts'
import {
  beginVerify,
  type Measurement,
  type VerifyState,
  verifyForMs,
} from '../../../../domain/incident/verification.ts'
import type { ProbeStreaks } from '../../../../domain/rollout/probe-rule.ts'
import type { Verification } from '../../../../protocol/admin-incident.ts'
import type { SystemAnswer } from '../../../../protocol/telemetry.ts'
import type { Db } from '../database.ts'
import { systemHours } from '../incident-schema.ts'
import type { Incident } from '../stores/incident-rows.ts'

export interface MeasuredSystem extends SystemImpact {
  /** Telemetry up to here is in the counts. */
  readonly cursor: number
  /** Newest last. */
  readonly recent: readonly Measurement[]
}

export interface Measured {
  readonly systems: readonly MeasuredSystem[]
  readonly verify: VerifyState | null
  readonly probeStreaks: ProbeStreaks | null
}

const nothing: Measured = { systems: [], verify: null, probeStreaks: null }

export const readMeasured = ({ measured }: Pick<Incident, 'measured'>): Measured =>
  measured === null ? nothing : (JSON.parse(measured) as Measured)

const hourMs = 3_600_000
const usualHours = 24

/** Share of a system's users that failed in the day before; null where nothing is known. */
function usualRateOf(db: Db, system: string, beforeMs: number): number | null {
  const hour = Math.floor(beforeMs / hourMs)
  const sums = db
    .select({ units: sql<number>`sum(${systemHours.units})`, failing: sql<number>`sum(${systemHours.failing})` })
    .from(systemHours)
    .where(and(eq(systemHours.system, system), gte(systemHours.hour, hour - usualHours), lt(systemHours.hour, hour)))
    .get()
  return sums === undefined || !(sums.units > 0) ? null : sums.failing / sums.units
}

/** Since when its telemetry counts. */
export const begunAt = ({ startedAt, openedAt }: Pick<Incident, 'startedAt' | 'openedAt'>): number =>
  startedAt ?? openedAt

/** One that was not measured before begins here; what is usual is settled then, before more of the incident is in it. */
export const systemOf = (db: Db, incident: Incident, { systems }: Measured, system: string): MeasuredSystem =>
  systems.find((one) => one.system === system) ?? {
    system,
    cursor: 0,
    units: 0,
    failing: 0,
    usualRate: usualRateOf(db, system, begunAt(incident)),
    recent: [],
  }

/** What came in costs something only until the fix is in place: what fails while it is verified is a relapse's. */
export function addOutcomes(
  before: MeasuredSystem,
  { arm, cursor }: SystemAnswer,
  { nowMs, isFixed }: { nowMs: number; isFixed: boolean },
): MeasuredSystem {
  const recent = before.recent.filter(({ atMs }) => atMs > nowMs - verifyForMs)
  const { units, failing } = arm
  return {
    ...before,
    cursor,
    units: before.units + (isFixed ? 0 : units),
    failing: before.failing + (isFixed ? 0 : failing),
    recent: units === 0 ? recent : [...recent, { atMs: nowMs, units, failing }],
  }
}

/** As the API tells it. */
export function renderVerification({ startedAtMs, passingSinceMs, criteria }: VerifyState): Verification {
  const iso = (ms: number): string => new Date(ms).toISOString()
  return {
    startedAt: iso(startedAtMs),
    passingSince: passingSinceMs === null ? null : iso(passingSinceMs),
    readyAt: passingSinceMs === null ? null : iso(passingSinceMs + verifyForMs),
    criteria: criteria.map(({ id, verdict, why }) => ({ id, verdict, why })),
  }
}

/** The state of the verification that runs; a new one where this one is of an earlier attempt. */
export function verifyStateOf({ verification }: Incident, { verify }: Measured, nowMs: number): VerifyState {
  const begunMs = verification === null ? nowMs : Date.parse(verification.startedAt)
  return verify === null || verify.startedAtMs < begunMs ? beginVerify(begunMs) : verify
}
