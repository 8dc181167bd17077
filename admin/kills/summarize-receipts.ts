// From gathered sightings to who has confirmed, how soon, and who has not. Pure.

import { killLeaseMs, type ReceiptsAnswer } from '../../protocol/admin-kill.ts'

/** Isolates of one location that arrived together. Delays count from the commit. */
export interface ReceiptRow {
  readonly colo: string
  readonly isolates: number
  readonly firstMs: number
  readonly lastMs: number
}

export interface ReceiptsState {
  readonly seq: number
  readonly committedAt: number
  readonly nowMs: number
  /** Locations that were asking when the seq was committed. */
  readonly expected: readonly string[]
  readonly rows: readonly ReceiptRow[]
}

export function summarizeReceipts({ seq, committedAt, nowMs, expected, rows }: ReceiptsState): ReceiptsAnswer {
  const byColo = new Map<string, ReceiptRow>()
  for (const row of rows) {
    const known = byColo.get(row.colo)
    byColo.set(row.colo, known === undefined ? row : joined(known, row))
  }
  const elapsedMs = Math.max(0, nowMs - committedAt)
  const delays = delaysOf(rows)
  return {
    seq,
    committedAt: new Date(committedAt).toISOString(),
    elapsedMs,
    leaseMs: killLeaseMs,
    leasePassed: elapsedMs >= killLeaseMs,
    confirmed: [...byColo.values()]
      .map(({ colo, isolates, firstMs, lastMs }) => ({ colo, isolates, firstMs, lastMs }))
      .sort((left, right) => left.firstMs - right.firstMs || (left.colo < right.colo ? -1 : 1)),
    unconfirmed: [...new Set(expected)].filter((colo) => !byColo.has(colo)).sort(),
    p50Ms: percentile(delays, 0.5),
    p99Ms: percentile(delays, 0.99),
    worstMs: delays.at(-1)?.ms ?? null,
  }
}

function joined(left: ReceiptRow, right: ReceiptRow): ReceiptRow {
  return {
    colo: left.colo,
    isolates: left.isolates + right.isolates,
    firstMs: Math.min(left.firstMs, right.firstMs),
    lastMs: Math.max(left.lastMs, right.lastMs),
  }
}

interface Delay {
  readonly ms: number
  readonly isolates: number
}

/** Only the first and the last of a group are known; all but the first count as late as the last. In rising order. */
function delaysOf(rows: readonly ReceiptRow[]): Delay[] {
  return rows
    .flatMap(({ isolates, firstMs, lastMs }) => [
      { ms: firstMs, isolates: 1 },
      { ms: lastMs, isolates: isolates - 1 },
    ])
    .filter(({ isolates }) => isolates > 0)
    .sort((left, right) => left.ms - right.ms)
}

/** Nearest rank. */
function percentile(delays: readonly Delay[], share: number): number | null {
  const total = delays.reduce((sum, { isolates }) => sum + isolates, 0)
  let passed = 0
  for (const { ms, isolates } of delays) {
    passed += isolates
    if (passed >= share * total) return ms
  }
  return null
}
