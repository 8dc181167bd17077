// One system in the hour after a change: a one-arm e-process against θ0 · (upper bound of its hour before), restarted every
// ten minutes as the guard's are, and its rate of the last five minutes. Plain JSON, so that an object can keep it. Pure: the
// time is handed in.

import { addTick, type Evidence, evidenceValue, noEvidence } from '../guard/evidence.ts'
import { aboveGrid, limitIncrements } from '../guard/one-arm.ts'
import { type Baseline, type SystemCounts, spreadOf } from './baseline.ts'

/** So long after a change its systems are watched. */
export const watchedMs = 3_600_000
/** Evidence that a system broke: under "it did not" it is ever reached with a chance of at most 1 %. */
export const alarmAt = 100
/** Five minutes have to be at least so many times the hour before. */
export const alarmRatio = 2
/** A rate below this counts as this: three failures of a thousand units break nothing, however rare they were. */
export const leastRate = 0.001
const recentMs = 300_000
/** One process, and a restart every ten minutes of the hour. */
const weights = { stages: 1, restarts: 6 }

interface Counted {
  readonly atMs: number
  readonly units: number
  readonly failing: number
}

/** As it was when the alarm came. */
export interface Alarm {
  readonly atMs: number
  /** Of the five minutes before. */
  readonly units: number
  readonly failing: number
  readonly rate: number
  readonly evidence: number
}

export interface WatchState {
  /** Unix milliseconds of the change. */
  readonly sinceMs: number
  readonly asOfMs: number
  readonly baseline: Baseline
  readonly evidence: Evidence
  /** Ticks of the last five minutes. */
  readonly recent: readonly Counted[]
  /** Failing units by slice since the change. */
  readonly slices: readonly number[]
  readonly alarm: Alarm | null
}

export const newWatch = (baseline: Baseline, sinceMs: number): WatchState => ({
  sinceMs,
  asOfMs: sinceMs,
  baseline,
  evidence: noEvidence(aboveGrid.length),
  recent: [],
  slices: [],
  alarm: null,
})

/** Null: telemetry was away, of which nothing follows. An alarm stays: what it rests on was seen. */
export function step(state: WatchState, tick: SystemCounts | null, nowMs: number): WatchState {
  if (tick === null) return state
  const { baseline } = state
  // A clock that was set back stands still: what was counted counts all the same.
  const atMs = Math.max(nowMs, state.asOfMs)
  const slices = added(state.slices, tick.slices ?? [])
  const increments = limitIncrements(
    tick.units,
    tick.failing,
    aboveGrid,
    baseline.limit,
    // The wider of the two: one client that repeats itself a thousand times is one failure.
    Math.max(baseline.spread, spreadOf({ ...tick, slices })),
  )
  const recent = [...state.recent, { atMs, units: tick.units, failing: tick.failing }]
  const stepped: WatchState = {
    ...state,
    asOfMs: atMs,
    evidence: addTick(state.evidence, increments, atMs - state.sinceMs),
    recent: recent.filter((one) => one.atMs > atMs - recentMs),
    slices,
  }
  return { ...stepped, alarm: state.alarm ?? alarmOf(stepped) }
}

function alarmOf(state: WatchState): Alarm | null {
  const { baseline, asOfMs: atMs } = state
  if (baseline.obstacle !== null) return null
  const evidence = evidenceOf(state)
  const { units, failing, rate } = recentOf(state)
  if (evidence < alarmAt || rate === null || rate < alarmRatio * Math.max(baseline.rate, leastRate)) return null
  return { atMs, units, failing, rate, evidence }
}

/** The value that reaches `alarmAt`. */
export const evidenceOf = ({ evidence }: WatchState): number => evidenceValue(evidence, weights)

/** The last five minutes, of the time after the change only. The rate is null where there was nobody. */
export function recentOf({ recent }: WatchState): { units: number; failing: number; rate: number | null } {
  const units = recent.reduce((sum, one) => sum + one.units, 0)
  const failing = recent.reduce((sum, one) => sum + one.failing, 0)
  return { units, failing, rate: units === 0 ? null : failing / units }
}

const added = (left: readonly number[], right: readonly number[]): number[] =>
  Array.from({ length: Math.max(left.length, right.length) }, (_, i) => (left[i] ?? 0) + (right[i] ?? 0))
