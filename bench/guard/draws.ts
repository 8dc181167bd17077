// Numbers of users drawn by chance that can be repeated: how many come, how many of them fail, and how anything spreads.

import { Chance } from '../world/chance.ts'

export class Draws {
  readonly #chance: Chance
  #spare: number | undefined

  constructor(seed: number) {
    this.#chance = new Chance(seed)
  }

  /** Box and Muller. */
  normal(): number {
    const spare = this.#spare
    this.#spare = undefined
    if (spare !== undefined) return spare
    const radius = Math.sqrt(-2 * Math.log(1 - this.#chance.next()))
    const angle = 2 * Math.PI * this.#chance.next()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()))
    const limit = Math.exp(-mean)
    let [count, product] = [0, this.#chance.next()]
    while (product > limit) {
      count++
      product *= this.#chance.next()
    }
    return count
  }

  binomial(units: number, rate: number): number {
    const mean = units * rate
    if (mean > 30 && units - mean > 30) {
      const drawn = Math.round(mean + Math.sqrt(mean * (1 - rate)) * this.normal())
      return Math.min(units, Math.max(0, drawn))
    }
    if (rate < 0.02) return Math.min(units, this.poisson(mean))
    let count = 0
    for (let i = 0; i < units; i++) if (this.#chance.next() < rate) count++
    return count
  }
}
