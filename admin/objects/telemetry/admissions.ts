// How much a telemetry object takes in ten seconds. Lives in memory: an object that starts anew has time for more.

import { telemetryPolicy, windowMs } from './telemetry-policy.ts'

export class Admissions {
  #window = -1
  #batches = 0
  #rows = 0
  /** Since the object last started. */
  refused = 0

  /** 0 takes a batch; else the seconds until the next window. */
  admit(nowMs: number): number {
    const window = Math.floor(nowMs / windowMs)
    if (window !== this.#window) {
      this.#window = window
      this.#batches = 0
      this.#rows = 0
    }
    const { batchesPerWindow, rowsPerWindow } = telemetryPolicy
    if (this.#batches < batchesPerWindow && this.#rows < rowsPerWindow) {
      this.#batches++
      return 0
    }
    this.refused++
    return Math.max(1, Math.ceil(((window + 1) * windowMs - nowMs) / 1000))
  }

  noteRow(): void {
    this.#rows++
  }
}
