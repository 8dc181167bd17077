// The locations that ask, as relays tell with every pull: whom receipts of a kill are expected from. In memory only; the
// next pulls fill it again.

const memoryMs = 60_000
const maxColos = 1_000

export class AskingColos {
  /** Longest unheard of first. */
  readonly #heardAtMs = new Map<string, number>()

  heard(colos: readonly string[], nowMs: number): void {
    for (const colo of colos) {
      const name = colo.slice(0, 16)
      this.#heardAtMs.delete(name)
      if (this.#heardAtMs.size >= maxColos) this.#heardAtMs.delete(this.#heardAtMs.keys().next().value!)
      this.#heardAtMs.set(name, nowMs)
    }
  }

  list(nowMs: number): string[] {
    return [...this.#heardAtMs].filter(([, heardAtMs]) => nowMs - heardAtMs <= memoryMs).map(([colo]) => colo)
  }
}
