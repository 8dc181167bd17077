// The locations that ask this relay: whom the root expects receipts from.

/** More than the network has; a caller that invents names cannot make the list grow. */
const maxColos = 1_000

export class RecentColos {
  readonly #memoryMs: number
  /** Least recently seen first. */
  readonly #seenAtMs = new Map<string, number>()

  constructor(memoryMs: number) {
    this.#memoryMs = memoryMs
  }

  saw(colo: string, nowMs: number): void {
    this.#seenAtMs.delete(colo)
    if (this.#seenAtMs.size >= maxColos) this.#seenAtMs.delete(this.#seenAtMs.keys().next().value!)
    this.#seenAtMs.set(colo, nowMs)
  }

  list(nowMs: number): string[] {
    for (const [colo, seenAtMs] of this.#seenAtMs) {
      if (nowMs - seenAtMs <= this.#memoryMs) break
      this.#seenAtMs.delete(colo)
    }
    return [...this.#seenAtMs.keys()]
  }
}
