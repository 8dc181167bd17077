// Time that moves only when a test says so, or when nothing else is left to happen. `settle` plays a promise to its end
// the way a machine would: whatever can run now runs, and only then the clock jumps to the next timer that is due.
// A promise that waits for nothing any more is reported as a hang.

import type { Sleep } from '../../worker/snapshot/bounded.ts'

/** Turns of the event loop that work without a timer may take; each takes a real millisecond. */
const patience = 3

/** Promises in a row that wait for one timer. */
const promises = 50

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Lets everything run that waits for no timer. */
export async function rest(): Promise<void> {
  for (let i = 0; i < patience; i++) await turn()
}

interface Timer {
  readonly dueMs: number
  readonly ring: () => void
}

export class VirtualClock {
  #nowMs: number
  #timers: Timer[] = []

  constructor(nowMs = Date.UTC(2026, 10, 20)) {
    this.#nowMs = nowMs
  }

  readonly now = (): number => this.#nowMs

  readonly sleep: Sleep = (ms) =>
    new Promise((ring) => {
      this.#timers.push({ dueMs: this.#nowMs + ms, ring })
    })

  /** Moves time on, ringing every timer on the way. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    await rest()
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#ring(next)
      for (let i = 0; i < promises; i++) await undefined
    }
    await rest()
    this.#nowMs = endMs
  }

  /** Plays until the promise has ended, jumping over waits. */
  async settle<T>(work: Promise<T>): Promise<T> {
    let ended = false
    const end = () => {
      ended = true
    }
    const over = work.then(end, end)
    for (;;) {
      for (let i = 0; i < patience && !ended; i++) await Promise.race([over, turn()])
      if (ended) return work
      const next = this.#next(Number.POSITIVE_INFINITY)
      if (next === undefined) throw new Error('this never ends: nothing is left to wait for')
      this.#ring(next)
    }
  }

  #next(untilMs: number): Timer | undefined {
    const due = this.#timers.filter(({ dueMs }) => dueMs <= untilMs)
    return due.toSorted((left, right) => left.dueMs - right.dueMs)[0]
  }

  #ring(timer: Timer): void {
    this.#timers.splice(this.#timers.indexOf(timer), 1)
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
    timer.ring()
  }
}
