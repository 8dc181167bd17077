// Time that moves only when everything that can run now has run: a simulated minute takes as long as its events do. Counts
// whole milliseconds; what falls into the same one happens in the order it was asked for.

import type { Sleep } from '../../domain/bounded.ts'

/** A turn of the event loop, after which no microtask is left. */
export type Turn = () => Promise<void>

export class VirtualTime {
  readonly #turn: Turn
  readonly #slots = new Map<number, (() => void)[]>()
  /** Due times as a binary heap, each once. */
  readonly #due: number[] = []
  #nowMs = 0

  constructor(turn: Turn) {
    this.#turn = turn
  }

  get nowMs(): number {
    return this.#nowMs
  }

  readonly sleep: Sleep = (ms) => new Promise((resolve) => this.at(this.#nowMs + ms, resolve))

  at(timeMs: number, act: () => void): void {
    const dueMs = Math.max(this.#nowMs, Math.ceil(timeMs))
    const slot = this.#slots.get(dueMs)
    if (slot !== undefined) {
      slot.push(act)
      return
    }
    this.#slots.set(dueMs, [act])
    this.#push(dueMs)
  }

  async run(untilMs: number): Promise<void> {
    while (this.#due.length > 0 && this.#due[0]! <= untilMs) {
      this.#nowMs = this.#pop()
      const acts = this.#slots.get(this.#nowMs)!
      this.#slots.delete(this.#nowMs)
      for (const act of acts) act()
      await this.#turn()
    }
    this.#nowMs = untilMs
  }

  #push(timeMs: number): void {
    const heap = this.#due
    let at = heap.push(timeMs) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (heap[parent]! <= heap[at]!) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #pop(): number {
    const heap = this.#due
    const first = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ; ) {
      const left = 2 * at + 1
      const right = left + 1
      let least = at
      if (left < heap.length && heap[left]! < heap[least]!) least = left
      if (right < heap.length && heap[right]! < heap[least]!) least = right
      if (least === at) return first
      this.#swap(at, least)
      at = least
    }
  }

  #swap(left: number, right: number): void {
    const heap = this.#due
    const kept = heap[left]!
    heap[left] = heap[right]!
    heap[right] = kept
  }
}
