// Encoded outcomes, kept per snapshot: a flag has few outcomes, and encoding one costs more than choosing it.

import type { Snapshot } from '../../domain/flag/compile-snapshot.ts'
import type { Outcome } from '../../domain/flag/outcome.ts'
import { renderOutcome } from '../../protocol/ofrep.ts'

/** By flag index, then outcome code. Collected with its snapshot. */
const tables = new WeakMap<Snapshot, string[][]>()

export function tableOf(snapshot: Snapshot): string[][] {
  let table = tables.get(snapshot)
  if (table === undefined) {
    table = snapshot.flags.map(() => [])
    tables.set(snapshot, table)
  }
  return table
}

export function renderedAt(codes: string[], outcome: Outcome): string {
  const known = codes[outcome.code]
  if (known !== undefined) return known
  const text = renderOutcome(outcome)
  codes[outcome.code] = text
  return text
}
