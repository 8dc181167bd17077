// Seeded traffic of a stage: users of both arms, how many fail, convert, and how long they wait. The hour of the day moves
// both arms alike; what goes wrong begins when the case says so.

import { bucketOf } from '../../domain/guard/latency.ts'
import type { ArmTick, Tick } from '../../domain/guard/tick.ts'
import { Draws } from './draws.ts'

export interface Traffic {
  readonly treatedPerSecond: number
  /** Treated share of all users. */
  readonly share: number
  readonly failureRate: number
  readonly conversionRate: number
  /** Whether latencies are drawn: they cost the most. */
  readonly latency: boolean
  /** How far the hour of the day moves rates and traffic, as a share of them. */
  readonly drift: number
}

/** What is wrong at a time: factors and additions on top of the healthy rates. */
export interface Trouble {
  readonly treatedFailures?: number
  readonly treatedPoints?: number
  readonly bothFailures?: number
  readonly treatedLatency?: number
}

/** Latencies are lognormal: the median in milliseconds, and the spread of their logarithm. */
const medianMs = 100
const logSpread = 0.5
/** Latencies drawn per arm and tick; more would only repeat themselves. */
const maxDrawn = 400

export class Source {
  readonly #traffic: Traffic
  readonly #draws: Draws

  constructor(traffic: Traffic, seed: number) {
    this.#traffic = traffic
    this.#draws = new Draws(seed)
  }

  tick(atSeconds: number, lengthSeconds: number, trouble: Trouble): Tick {
    const { treatedPerSecond, share, failureRate, drift } = this.#traffic
    const hour = 1 + drift * Math.sin((2 * Math.PI * atSeconds) / 86_400)
    const expected = treatedPerSecond * lengthSeconds * hour
    const failing = failureRate * hour * (trouble.bothFailures ?? 1)
    const treatedRate = Math.min(1, failing * (trouble.treatedFailures ?? 1) + (trouble.treatedPoints ?? 0))
    const control = (expected * (1 - share)) / share
    return {
      treated: this.#arm(this.#draws.poisson(expected), treatedRate, trouble.treatedLatency ?? 1),
      control: this.#arm(this.#draws.poisson(control), Math.min(1, failing), 1),
      requests: false,
    }
  }

  #arm(units: number, failureRate: number, slower: number): ArmTick {
    const { conversionRate, latency } = this.#traffic
    const drawn = latency ? this.#latencies(Math.min(units, maxDrawn), slower) : {}
    return {
      units,
      failing: this.#draws.binomial(units, failureRate),
      converted: this.#draws.binomial(units, conversionRate),
      latency: drawn,
    }
  }

  #latencies(count: number, slower: number): Record<string, number> {
    const buckets: Record<string, number> = {}
    for (let i = 0; i < count; i++) {
      const bucket = bucketOf(medianMs * slower * Math.exp(logSpread * this.#draws.normal()))
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    return buckets
  }
}
