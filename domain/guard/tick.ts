// What telemetry hands to the guard: what happened to the units of each arm since the tick before.

import type { LatencyBuckets } from './latency.ts'

export interface ArmTick {
  /** Users or sessions; requests where nothing else is known. */
  readonly units: number
  /** Of those, how many failed at least once. */
  readonly failing: number
  readonly converted: number
  /** One entry per measured unit or request. */
  readonly latency: LatencyBuckets
}

export interface Tick {
  readonly treated: ArmTick
  readonly control: ArmTick
  /** Whether units are requests, of which one user may make many. */
  readonly requests: boolean
  /** The control's failures by slice of its users, for the spread; needed where units are requests. */
  readonly controlSlices?: readonly number[]
}

export const noArm: ArmTick = { units: 0, failing: 0, converted: 0, latency: {} }
