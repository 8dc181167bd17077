// Messages between the parts of the simulated world: they take their time, overtake each other, and get lost when a fault
// says so. A lost message is silence: whoever waits for an answer waits for ever unless it has a bound of its own.

import type { Chance } from './chance.ts'
import { roundTripMs, type Spot } from './geography.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A part of the world that sends and receives: `root`, `relay:weur-1`, `colo:ABC`. */
export interface Party extends Spot {
  readonly id: string
}

export interface Trouble {
  /** Neither end hears the other. */
  cut(from: string, to: string): boolean
  /** The receiver answers with an exception at once. */
  refuses(to: string): boolean
  /** Probability that a message vanishes. */
  lossRate: number
  /** Longest delay on top, uniform from 0: it also makes messages overtake each other. */
  extraDelayMs: number
}

export const noTrouble = (): Trouble => ({ cut: () => false, refuses: () => false, lossRate: 0, extraDelayMs: 0 })

/** One in a hundred messages is held up. */
const heldUp = { share: 0.01, lowMs: 40, highMs: 150 }

const silence = <T>(): Promise<T> => new Promise(() => {})

export class Network {
  trouble: Trouble = noTrouble()
  readonly #time: VirtualTime
  readonly #chance: Chance

  constructor(time: VirtualTime, chance: Chance) {
    this.#time = time
    this.#chance = chance
  }

  /** A call from one party to another, and its answer back. */
  async call<T>(from: Party, to: Party, work: () => Promise<T>): Promise<T> {
    if (!(await this.#arrives(from, to))) return silence()
    if (this.trouble.refuses(to.id)) throw new Error(`${to.id} refuses`)
    const answer = await work()
    return (await this.#arrives(to, from)) ? answer : silence()
  }

  async #arrives(from: Party, to: Party): Promise<boolean> {
    const { lossRate, extraDelayMs } = this.trouble
    const gone = this.#chance.happens(lossRate) || this.trouble.cut(from.id, to.id)
    await this.#time.sleep(this.#oneWayMs(from, to) + extraDelayMs * this.#chance.next())
    return !gone && !this.trouble.cut(from.id, to.id)
  }

  #oneWayMs(from: Party, to: Party): number {
    const held = this.#chance.happens(heldUp.share) ? this.#chance.between(heldUp.lowMs, heldUp.highMs) : 0
    return (roundTripMs(from, to) / 2) * this.#chance.between(1, 1.15) + held
  }
}
