// Counts of the answers an isolate gives, by flag and outcome: on the hot path one addition and nothing else. What the
// outcomes are called is looked up when the counts are taken.

import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import { makeOutcome } from '../../domain/flag/make-outcome.ts'
import type { Outcome } from '../../domain/flag/outcome.ts'

/** Takes a count, of a flag that belongs to `system`. */
export type TakeCount = (outcome: Outcome, count: number, system: string | undefined) => void

export class UsageCounts {
  readonly snapshot: Snapshot
  /** By flag index, then outcome code. Rows are made when a flag is first asked for, and kept. */
  readonly #rows: (number[] | undefined)[]

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot
    this.#rows = new Array(snapshot.flags.length)
  }

  count(index: number, code: number): void {
    let row = this.#rows[index]
    if (row === undefined) {
      row = []
      this.#rows[index] = row
    }
    row[code] = (row[code] ?? 0) + 1
  }

  /** Hands every count on and begins at nothing. */
  drain(take: TakeCount): void {
    for (const [index, row] of this.#rows.entries()) {
      if (row === undefined) continue
      const flag = this.snapshot.flags[index]!
      for (const [code, count] of row.entries()) {
        if (count === undefined || count === 0) continue
        take(makeOutcome(flag, code), count, flag.settings.system)
        row[code] = 0
      }
    }
  }
}
