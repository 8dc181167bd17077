// When an incident may be called over: every affected system fails no more often than it usually does, every probe is
// answered, and what repairs it has reached everybody, all of it for half an hour without a break. Nobody can waive that.

import { lowerBound } from '../guard/wilson.ts'

export const verifyForMs = 30 * 60_000

/** So many measurements in a row that fail by themselves are a relapse: a single bad half minute is not. */
export const relapseAfter = 3

/** What one measurement found. */
export interface Measurement {
  readonly atMs: number
  readonly units: number
  readonly failing: number
}

export type CriterionVerdict = 'PASS' | 'FAIL' | 'HOLD'

export interface VerifyCriterion {
  readonly id: string
  readonly verdict: CriterionVerdict
  /** One sentence for people, with the remedy where it does not pass. */
  readonly why: string
  /** Whether what was measured last is bad by itself: a failure that is over stays in view for some minutes. */
  readonly failsNow: boolean
}

/** Minutes that are looked back at: as few as hold enough users to say something. */
const windowMinutes = [5, 10, 30] as const
const enoughUnits = 30
/** Times the usual rate: more is not as usual. */
const tolerated = 1.5
/** Share of users; below it nobody speaks of an outage, whatever was usual. */
const leastLimit = 0.005

const percent = (share: number): string => `${(share * 100).toPrecision(2)} %`

export interface SystemCircumstances {
  /** Share that failed in the day before; null where nothing is known of it. */
  readonly usualRate: number | null
  readonly nowMs: number
  /** Whether somebody declared probes: they speak where nothing is heard of a system. */
  readonly hasProbes: boolean
}

/**
 * Whether a system fails no more than usual.
 *
 * @param recent newest last; older ones than half an hour may be missing
 */
export function judgeSystem(
  system: string,
  recent: readonly Measurement[],
  { usualRate, nowMs, hasProbes }: SystemCircumstances,
): VerifyCriterion {
  const id = `failures of ${system}`
  const limit = Math.max(leastLimit, tolerated * (usualRate ?? 0))
  for (const minutes of windowMinutes) {
    const { units, failing } = sumSince(recent, nowMs - minutes * 60_000)
    const isLast = minutes === windowMinutes.at(-1)
    const isUnsure = failing / units > limit && lowerBound(units, failing) <= limit
    // What may be chance is looked at for longer.
    if ((units < enoughUnits || isUnsure) && !isLast) continue
    if (units === 0) return silent(id, `nothing was heard of ${system} for ${minutes} minutes`, hasProbes)
    const rate = failing / units
    const told = `${failing} of ${units} failed in ${minutes} minutes (${percent(rate)}); the limit is ${percent(limit)}`
    // Few users prove no rate, but that all of them were served is as good as it gets.
    if (units < enoughUnits) return { id, verdict: failing === 0 ? 'PASS' : 'HOLD', why: told, failsNow: false }
    if (isUnsure) return { id, verdict: 'HOLD', why: `${told}, which may be chance`, failsNow: false }
    return { id, verdict: rate <= limit ? 'PASS' : 'FAIL', why: told, failsNow: isOver(recent, limit) }
  }
  throw new Error('the last window always says something')
}

const silent = (id: string, what: string, hasProbes: boolean): VerifyCriterion =>
  hasProbes
    ? { id, verdict: 'PASS', why: `${what}: the probes speak for it`, failsNow: false }
    : { id, verdict: 'HOLD', why: `${what}: let it send outcomes, or add a probe`, failsNow: false }

function isOver(recent: readonly Measurement[], limit: number): boolean {
  const last = recent.at(-1)
  return last !== undefined && lowerBound(last.units, last.failing) > limit
}

function sumSince(recent: readonly Measurement[], sinceMs: number): { units: number; failing: number } {
  const counted = recent.filter(({ atMs }) => atMs > sinceMs)
  return {
    units: counted.reduce((sum, { units }) => sum + units, 0),
    failing: counted.reduce((sum, { failing }) => sum + failing, 0),
  }
}

/** `failures`: in a row; null for a probe that was not asked yet. */
export function judgeProbe(name: string, failures: number | null, failure: string | null): VerifyCriterion {
  const id = `probe ${name}`
  if (failures === null) return { id, verdict: 'HOLD', why: 'it was not asked yet', failsNow: false }
  if (failures === 0) return { id, verdict: 'PASS', why: 'it was answered as declared', failsNow: false }
  const times = failures === 1 ? 'once' : `${failures} times in a row`
  return { id, verdict: 'FAIL', why: `it failed ${times}: ${failure ?? 'no answer'}`, failsNow: true }
}

export function judgeRollout(
  rollout: string,
  status: 'draft' | 'running' | 'completed' | 'killed' | 'superseded',
): VerifyCriterion {
  const id = `rollout ${rollout}`
  if (status === 'completed') return { id, verdict: 'PASS', why: 'the fix has reached everybody', failsNow: false }
  if (status === 'killed') return { id, verdict: 'FAIL', why: 'the fix was taken back', failsNow: true }
  return { id, verdict: 'HOLD', why: 'the fix has not reached everybody yet', failsNow: false }
}

/** Where there is nothing to measure nothing is proven: it says so, and what would be something. */
export const nothingToVerify: VerifyCriterion = {
  id: 'anything',
  verdict: 'HOLD',
  why: 'no system is named and no probe declared: name what failed, or add a probe',
  failsNow: false,
}

export interface VerifyState {
  readonly startedAtMs: number
  readonly passingSinceMs: number | null
  /** Measurements that failed, in a row. */
  readonly failuresInARow: number
  readonly criteria: readonly VerifyCriterion[]
}

export const beginVerify = (nowMs: number): VerifyState => ({
  startedAtMs: nowMs,
  passingSinceMs: null,
  failuresInARow: 0,
  criteria: [],
})

/** The clock of half an hour begins again with every measurement that is not a pass throughout. */
export function stepVerify(before: VerifyState, criteria: readonly VerifyCriterion[], nowMs: number): VerifyState {
  const passes = criteria.length > 0 && criteria.every(({ verdict }) => verdict === 'PASS')
  const fails = criteria.some(({ verdict, failsNow }) => verdict === 'FAIL' && failsNow)
  return {
    startedAtMs: before.startedAtMs,
    passingSinceMs: passes ? (before.passingSinceMs ?? nowMs) : null,
    failuresInARow: fails ? before.failuresInARow + 1 : 0,
    criteria,
  }
}

export const isVerified = ({ passingSinceMs }: VerifyState, nowMs: number): boolean =>
  passingSinceMs !== null && nowMs - passingSinceMs >= verifyForMs

export const hasRelapsed = ({ failuresInARow }: VerifyState): boolean => failuresInARow >= relapseAfter
