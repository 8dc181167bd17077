// Which relays a refresh asks now: this location's order, without those that failed a moment ago. When all have failed, the
// one whose failure is longest past. The isolates of a location tell each other of failures, or each would have to wait for
// every dead relay itself.

import { type RelayName, relayNames } from '../../protocol/relay.ts'
import { type Place, relayOrder } from './relay-choice.ts'

/** Until when a relay is not asked, by this location's clock. */
export type Avoided = Partial<Readonly<Record<RelayName, number>>>

/** Relays that one refresh asks before it gives up. */
const maxAsked = 2

export class RelayRoute {
  readonly #avoidMs: number
  readonly #avoidedUntilMs = new Map<RelayName, number>()
  #place: Place | undefined
  #order: RelayName[]

  /** Until the place is known any relay may be home; chance spreads isolates over all of them. */
  constructor(avoidMs: number, random: () => number) {
    this.#avoidMs = avoidMs
    const first = Math.floor(random() * relayNames.length)
    this.#order = [...relayNames.slice(first), ...relayNames.slice(0, first)]
  }

  get located(): boolean {
    return this.#place !== undefined
  }

  get colo(): string {
    return this.#place?.colo ?? 'local'
  }

  locate(place: Place): void {
    this.#place = place
    this.#order = relayOrder(place)
  }

  candidates(nowMs: number): RelayName[] {
    const untilMs = (name: RelayName): number => this.#avoidedUntilMs.get(name) ?? 0
    const [avoided, good] = [true, false].map((wanted) =>
      this.#order.filter((name) => untilMs(name) > nowMs === wanted),
    ) as [RelayName[], RelayName[]]
    return [...good, ...avoided.toSorted((left, right) => untilMs(left) - untilMs(right))].slice(0, maxAsked)
  }

  /** What is avoided now and until when, to tell others. */
  avoided(nowMs: number): Avoided {
    return Object.fromEntries([...this.#avoidedUntilMs].filter(([, untilMs]) => untilMs > nowMs))
  }

  /** Takes over what another isolate avoids, and for no longer than it does. */
  learn(avoided: Avoided, nowMs: number): void {
    for (const name of relayNames) {
      const untilMs = Math.min(avoided[name] ?? 0, nowMs + this.#avoidMs)
      if (untilMs > (this.#avoidedUntilMs.get(name) ?? 0)) this.#avoidedUntilMs.set(name, untilMs)
    }
  }

  failed(name: RelayName, nowMs: number): void {
    this.#avoidedUntilMs.set(name, nowMs + this.#avoidMs)
  }

  answered(name: RelayName): void {
    this.#avoidedUntilMs.delete(name)
    // Where nothing says which relay is near, the one that answered in time is.
    if (!this.located) this.#order = [name, ...this.#order.filter((other) => other !== name)]
  }
}
