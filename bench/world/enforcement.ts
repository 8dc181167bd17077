// How fast a kill is enforced, measured at the answers that users get. An isolate enforces from the first request on that is
// asked after its last answer which was still on.

import type { IsolateHost, Observation } from './isolate-host.ts'

interface Seen {
  lastOnAtMs: number | undefined
  firstOffAskedAtMs: number | undefined
}

export class Enforcement {
  readonly #killedAtMs: number
  readonly #on: (observation: Observation) => boolean
  readonly #seen = new Map<IsolateHost, Seen>()

  constructor(killedAtMs: number, on: (observation: Observation) => boolean) {
    this.#killedAtMs = killedAtMs
    this.#on = on
  }

  observe(observation: Observation): void {
    if (observation.answeredAtMs < this.#killedAtMs) return
    let seen = this.#seen.get(observation.isolate)
    if (seen === undefined) {
      seen = { lastOnAtMs: undefined, firstOffAskedAtMs: undefined }
      this.#seen.set(observation.isolate, seen)
    }
    if (this.#on(observation)) {
      seen.lastOnAtMs = observation.answeredAtMs
      seen.firstOffAskedAtMs = undefined
    } else seen.firstOffAskedAtMs ??= observation.askedAtMs
  }

  /** Milliseconds from the kill to enforcement, sorted; infinite for isolates that answer on to the end. */
  get delaysMs(): number[] {
    const delays = Array.from(this.#seen.values(), ({ firstOffAskedAtMs }) =>
      firstOffAskedAtMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, firstOffAskedAtMs - this.#killedAtMs),
    )
    return delays.toSorted((left, right) => left - right)
  }

  /** When the very last answer that was still on left, counted from the kill. */
  get lastOnMs(): number {
    const times = Array.from(this.#seen.values(), ({ lastOnAtMs }) => lastOnAtMs ?? this.#killedAtMs)
    return Math.max(0, ...times.map((atMs) => atMs - this.#killedAtMs))
  }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
