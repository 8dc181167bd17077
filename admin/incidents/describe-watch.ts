// A watched system as it is told: what it is held against, what is seen of it now, and why no alarm can come where none can.

import type { Baseline } from '../../domain/cascade/baseline.ts'
import { type Alarm, alarmAt, evidenceOf, recentOf, type WatchState } from '../../domain/cascade/system-watch.ts'
import type { BaselineRecord, CascadeEvidence, WatchRecord } from '../../protocol/admin-cascade.ts'

/** Times are Unix milliseconds. */
export interface WatchFacts {
  readonly system: string
  readonly since: number
  readonly state: WatchState | null
  readonly alarmedAt: number | null
  readonly incident: string | null
}

const iso = (ms: number): string => new Date(ms).toISOString()
/** More digits would pretend to a precision that is not there. */
const short = (value: number): number => Number(value.toPrecision(4))

export function describeWatch({ system, since, state, alarmedAt, incident }: WatchFacts): WatchRecord {
  const record = { system, since: iso(since), alarmAt, ...(alarmedAt !== null && { alarmedAt: iso(alarmedAt) }) }
  if (state === null) return { ...record, obstacle: 'telemetry has not answered yet what its hour before was like' }
  const { baseline, asOfMs } = state
  const { units, failing, rate } = recentOf(state)
  return {
    ...record,
    ...(asOfMs > since && { asOf: iso(asOfMs) }),
    baseline: describeBaseline(baseline),
    recent: { units, failing, rate: rate === null ? null : short(rate) },
    evidence: short(evidenceOf(state)),
    ...(incident !== null && { incident }),
    ...(baseline.obstacle !== null && { obstacle: baseline.obstacle }),
  }
}

function describeBaseline({ units, failing, rate, bound, tolerated, limit }: Baseline): BaselineRecord {
  return {
    units,
    failing,
    rate: short(rate),
    bound: short(bound),
    tolerated: short(tolerated),
    limit: short(limit),
  }
}

/** An alarm as it was when it came. */
export function describeAlarm(system: string, { sinceMs, baseline }: WatchState, alarm: Alarm): CascadeEvidence {
  const { atMs, units, failing, rate, evidence } = alarm
  return {
    system,
    since: iso(sinceMs),
    alarmedAt: iso(atMs),
    baseline: describeBaseline(baseline),
    recent: { units, failing, rate: short(rate) },
    evidence: short(evidence),
  }
}

/**
 * @example
 * 'checkout fails 5.1 % (102 of 2000 in five minutes), 1 % in the hour before'
 */
export function tellAlarm({ system, baseline, recent }: CascadeEvidence): string {
  const now = `${percent(recent.rate ?? 0)} (${recent.failing} of ${recent.units} in five minutes)`
  return `${system} fails ${now}, ${percent(baseline.rate)} in the hour before`
}

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`
