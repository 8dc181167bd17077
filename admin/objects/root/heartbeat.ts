// Proof that this root may still write. A pull is answered only after a write that began after the pull arrived, so that an
// old root, cut off from its storage, cannot vouch for itself. One write serves all who wait for it.

export class Heartbeat {
  readonly #beat: () => Promise<void>
  #running: Promise<void> | undefined
  /** A beat that has not begun: whoever arrives now may join it. */
  #next: Promise<void> | undefined
  #beats = 0

  /** `beat` begins a write before it returns, and resolves once that write is durable. */
  constructor(beat: () => Promise<void>) {
    this.#beat = beat
  }

  get beats(): number {
    return this.#beats
  }

  /** Resolves after a write that began after this call. Rejects where that write failed. */
  proof(): Promise<void> {
    if (this.#next !== undefined) return this.#next
    if (this.#running === undefined) return this.#begin()
    this.#next = this.#running.catch(() => {}).then(() => this.#begin())
    return this.#next
  }

  #begin(): Promise<void> {
    this.#next = undefined
    this.#beats++
    const run = this.#beat().finally(() => {
      if (this.#running === run) this.#running = undefined
    })
    this.#running = run
    return run
  }
}
