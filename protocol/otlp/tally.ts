// What one OTLP request says, gathered: counts of the same arm and the same ten seconds are added up, so that a request of a
// thousand spans is a handful of counts. Bounded: what is beyond is rejected, and counted.

import { sliceCount } from '../../domain/guard/dispersion.ts'
import { bucketOf, type LatencyBuckets, mergeBuckets } from '../../domain/guard/latency.ts'
import type { OutcomeCounts, SeriesPoint } from '../outcomes.ts'
import { type Attributes, nameIn } from './members.ts'

/** Who was served what. */
export interface Arm {
  readonly flag: string
  readonly variant: string
  readonly version?: string
}

export interface Amounts {
  readonly units: number
  readonly failing: number
  readonly converted: number
  readonly requests: boolean
  /** Of the failing unit, where it is known. */
  readonly slice?: number
  readonly latency: LatencyBuckets
}

export interface SystemCounts {
  readonly system: string
  readonly counts: OutcomeCounts
}

export interface OtlpOutcomes {
  readonly outcomes: readonly SystemCounts[]
  /** Data points or spans that were not taken, and what was wrong with the first few of them. */
  readonly rejected: number
  readonly reasons: readonly string[]
}

const intervalMs = 10_000
const maxOutcomes = 5_000
const maxReasons = 5

export class Tally {
  readonly #nowMs: number
  readonly #gathered = new Map<string, SystemCounts>()
  readonly #series: SystemCounts[] = []
  readonly #reasons = new Set<string>()
  #rejected = 0

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  reject(count: number, reason: string): void {
    this.#rejected += count
    if (this.#reasons.size < maxReasons) this.#reasons.add(reason)
  }

  /** Adds the same amounts to several arms: all of them or, where there is no room, none. Null is the system as a whole. */
  add(system: string, arms: readonly (Arm | null)[], endedAtMs: number, amounts: Amounts): void {
    const ageMs = Math.max(0, Math.round(this.#nowMs - endedAtMs))
    const keyed = arms.map((arm) => {
      const interval = Math.floor(ageMs / intervalMs)
      return { arm, key: JSON.stringify([system, arm?.flag, arm?.variant, amounts.requests, interval]) }
    })
    const added = keyed.filter(({ key }) => !this.#gathered.has(key)).length
    if (!this.#hasRoomFor(added)) return
    for (const { arm, key } of keyed) {
      const before = this.#gathered.get(key)?.counts
      this.#gathered.set(key, { system, counts: sum(before, countsOf(arm, ageMs, amounts)) })
    }
  }

  /** Adds a reading of a series: totals since its start. */
  addSeries(system: string, arms: readonly (Arm | null)[], series: SeriesPoint, amounts: Amounts): void {
    if (!this.#hasRoomFor(arms.length)) return
    const ageMs = Math.max(0, Math.round(this.#nowMs - series.atMs))
    // One series for each that it counts for: each keeps its own last reading.
    for (const [i, arm] of arms.entries()) {
      const counts = { ...countsOf(arm, ageMs, amounts), series: { ...series, id: `${series.id}${i}` } }
      this.#series.push({ system, counts })
    }
  }

  #hasRoomFor(added: number): boolean {
    const fits = this.#gathered.size + this.#series.length + added <= maxOutcomes
    if (!fits) this.reject(1, `more than ${maxOutcomes} different series in one request`)
    return fits
  }

  get outcomes(): OtlpOutcomes {
    return {
      outcomes: [...this.#gathered.values(), ...this.#series],
      rejected: this.#rejected,
      reasons: [...this.#reasons],
    }
  }
}

function countsOf(arm: Arm | null, ageMs: number, { slice, ...amounts }: Amounts): OutcomeCounts {
  const { flag = null, variant = null, version } = arm ?? {}
  const slices = slice === undefined ? undefined : Array.from({ length: sliceCount }, (_, i) => Number(i === slice))
  return { flag, variant, ...(version !== undefined && { version }), ageMs, ...amounts, ...(slices && { slices }) }
}

function sum(left: OutcomeCounts | undefined, right: OutcomeCounts): OutcomeCounts {
  if (left === undefined) return right
  const slices = addSlices(left.slices, right.slices)
  return {
    ...left,
    // The oldest: what is left out for its age must not hide behind something newer.
    ageMs: Math.max(left.ageMs, right.ageMs),
    units: left.units + right.units,
    failing: left.failing + right.failing,
    converted: left.converted + right.converted,
    latency: mergeBuckets(left.latency, right.latency),
    ...(slices && { slices }),
  }
}

export function addSlices(left: readonly number[] = [], right: readonly number[] = []): readonly number[] | undefined {
  if (left.length === 0 && right.length === 0) return undefined
  return Array.from({ length: sliceCount }, (_, i) => (left[i] ?? 0) + (right[i] ?? 0))
}

/** What these attributes say was served; undefined where they name no flag, or no variant. */
export function armOf(attributes: Attributes): Arm | undefined {
  const flag = nameIn(attributes, 'feature_flag.key')
  const variant = nameIn(attributes, 'feature_flag.result.variant', 'feature_flag.variant')
  const version = nameIn(attributes, 'feature_flag.version')
  if (flag === null || variant === null) return undefined
  return { flag, variant, ...(version !== null && { version }) }
}

/** A server's answer that failed: an error of its own, or a status of 500 and above. */
export function isFailed(attributes: Attributes): boolean {
  const status = Number(attributes.get('http.response.status_code') ?? attributes.get('http.status_code') ?? 0)
  return status >= 500 || nameIn(attributes, 'error.type') !== null
}

/** One duration. */
export const durationOf = (ms: number): LatencyBuckets => ({ [bucketOf(ms)]: 1 })
