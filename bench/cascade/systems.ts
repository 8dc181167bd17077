// Seeded traffic of several systems: each has a rate of failures of its own that drifts from hour to hour, a random walk, and
// what breaks begins when the case says so.

import type { SystemCounts } from '../../domain/cascade/baseline.ts'
import type { SystemHour } from '../../domain/cascade/tolerance.ts'
import { Draws } from '../guard/draws.ts'

export interface Fleet {
  readonly systems: number
  /** Units of each system. */
  readonly perSecond: number
  readonly failureRate: number
  /** Standard deviation of the logarithm of an hour's rate to that of the hour before. */
  readonly drift: number
}

/** A system with its rate of this hour. */
export class DriftingSystem {
  readonly #fleet: Fleet
  readonly #draws: Draws
  #rate: number

  constructor(fleet: Fleet, seed: number) {
    this.#fleet = fleet
    this.#draws = new Draws(seed)
    this.#rate = fleet.failureRate
  }

  /** The next hour. A rate that has walked away from where services live turns back. */
  drift(): void {
    const { drift, failureRate } = this.#fleet
    const walked = this.#rate * Math.exp(drift * this.#draws.normal())
    this.#rate = Math.min(failureRate * 5, Math.max(failureRate / 5, walked))
  }

  counts(seconds: number, factor = 1): SystemCounts {
    const units = this.#draws.poisson(this.#fleet.perSecond * seconds)
    return { units, failing: this.#draws.binomial(units, Math.min(1, this.#rate * factor)) }
  }

  /** Hours one after another, as the root keeps them. The last one is the hour before what comes next. */
  hours(count: number): SystemHour[] {
    return Array.from({ length: count }, (_, hour) => {
      this.drift()
      const { units, failing } = this.counts(3_600)
      return { hour, units, failing }
    })
  }
}
