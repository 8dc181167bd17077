// What a test file says, once it is read: cases with one context each, and shares of a whole population.

import type { Json, JsonObject } from '../../domain/json.ts'
import type { FileProblem } from '../files/file-problem.ts'

/** Where something stands, for what is said about it. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The circumstances of an evaluation. */
export interface Situation {
  readonly context: JsonObject
  /** Facts of the request, offered to the rules under `$edge`. */
  readonly edge?: JsonObject
  /** Unix milliseconds: what `$flagd.timestamp` is made of. Without it, the time of the run. */
  readonly at?: number
  /** As if the flag was killed. */
  readonly killed: boolean
}

/** What is compared; what is undefined is not. Null means that there is none. */
export interface Expected {
  readonly variant?: string | null
  readonly value?: Json
  readonly reason?: string
}

export interface TestCase extends Situation {
  readonly name: string
  readonly place: Place
  readonly expect: Expected
}

export interface PopulationTest extends Situation {
  readonly place: Place
  /** How many targeting keys: `<seed>-0`, `<seed>-1`, … */
  readonly size: number
  readonly seed: string
  /** By variant, from 0 to 1. */
  readonly shares: Readonly<Record<string, number>>
  /** By how much a share may differ, from 0 to 1. */
  readonly tolerance: number
}

export interface FlagTest {
  readonly flag: string
  readonly place: Place
  readonly cases: readonly TestCase[]
  readonly populations: readonly PopulationTest[]
  /** Whether a kill has to give a declared off value. */
  readonly killedIsOff: boolean
}

/** Tells a problem with its place in the file. */
export type Refuse = (path: string, value: unknown, allowed: string) => FileProblem
