// What all parts of a LaunchDarkly import look things up in: the flags and segments of the export, and what became of them.

import type { Draft } from '../assemble.ts'
import type { Bounds } from '../bounds.ts'
import type { Copies } from '../copies.ts'
import type { Part } from '../reading.ts'

export interface LaunchDarklyFlag {
  readonly part: Part
  /** What the chosen environment says; the flag itself where the export is one environment's. */
  readonly rules: Part
  /** Names of the variants, in the order of the variations. */
  readonly names: readonly string[]
}

export interface LaunchDarklySource {
  readonly flags: ReadonlyMap<string, LaunchDarklyFlag>
  readonly segments: ReadonlyMap<string, Part>
  readonly draft: Draft
  /** Membership of the segment that a clause names. Handed in: segments have clauses themselves. */
  readonly inSegment: (name: Part, source: LaunchDarklySource) => Bounds
  /** Membership of the segments translated so far. */
  readonly openSegments: string[]
  readonly memberships: Map<string, Bounds>
  readonly copies: Copies
}
