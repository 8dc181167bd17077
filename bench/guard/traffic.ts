// Seeded traffic of a stage: users of both arms, how many fail, convert, and how long they wait. The hour of the day moves
// both arms alike; what goes wrong begins when the case says so.

import { bucketOf } from '../../domain/guard/latency.ts'
import type { ArmTick, Tick } from '../../domain/guard/tick.ts'
import { Chance } from '../world/chance.ts'

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
  readonly #chance: Chance
  #spare: number | undefined

  constructor(traffic: Traffic, seed: number) {
    this.#traffic = traffic
    this.#chance = new Chance(seed)
  }

  tick(atSeconds: number, lengthSeconds: number, trouble: Trouble): Tick {
    const { treatedPerSecond, share, failureRate, drift } = this.#traffic
    const hour = 1 + drift * Math.sin((2 * Math.PI * atSeconds) / 86_400)
    const expected = treatedPerSecond * lengthSeconds * hour
    const failing = failureRate * hour * (trouble.bothFailures ?? 1)
    const treatedRate = Math.min(1, failing * (trouble.treatedFailures ?? 1) + (trouble.treatedPoints ?? 0))
    const control = (expected * (1 - share)) / share
    return {
      treated: this.#arm(this.#poisson(expected), treatedRate, trouble.treatedLatency ?? 1),
      control: this.#arm(this.#poisson(control), Math.min(1, failing), 1),
      requests: false,
    }
  }

  #arm(units: number, failureRate: number, slower: number): ArmTick {
    const { conversionRate, latency } = this.#traffic
    const drawn = latency ? this.#latencies(Math.min(units, maxDrawn), slower) : {}
    return {
      units,
      failing: this.#binomial(units, failureRate),
      converted: this.#binomial(units, conversionRate),
      latency: drawn,
    }
  }

  #latencies(count: number, slower: number): Record<string, number> {
    const buckets: Record<string, number> = {}
    for (let i = 0; i < count; i++) {
      const bucket = bucketOf(medianMs * slower * Math.exp(logSpread * this.#normal()))
      buckets[bucket] = (buckets[bucket] ?? 0) + 1
    }
    return buckets
  }

  /** Box and Muller. */
  #normal(): number {
    const spare = this.#spare
    this.#spare = undefined
    if (spare !== undefined) return spare
    const radius = Math.sqrt(-2 * Math.log(1 - this.#chance.next()))
    const angle = 2 * Math.PI * this.#chance.next()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  #poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.#normal()))
    const limit = Math.exp(-mean)
    let [count, product] = [0, this.#chance.next()]
    while (product > limit) {
      count++
      product *= this.#chance.next()
    }
    return count
  }

  #binomial(units: number, rate: number): number {
    const mean = units * rate
    if (mean > 30 && units - mean > 30) {
      const drawn = Math.round(mean + Math.sqrt(mean * (1 - rate)) * this.#normal())
      return Math.min(units, Math.max(0, drawn))
    }
    if (rate < 0.02) return Math.min(units, this.#poisson(mean))
    let count = 0
    for (let i = 0; i < units; i++) if (this.#chance.next() < rate) count++
    return count
  }
}
