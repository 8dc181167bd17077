import { describe, expect, it } from 'vitest'
import { type ReceiptRow, summarizeReceipts } from '../../../admin/kills/summarize-receipts.ts'

const summarize = (rows: ReceiptRow[], expected: string[] = [], elapsedMs = 1_000) =>
  summarizeReceipts({ seq: 7, committedAt: 1_000_000, nowMs: 1_000_000 + elapsedMs, expected, rows })

describe('receipts', () => {
  it('join the groups of a location', () => {
    const { confirmed } = summarize([
      { colo: 'SIN', isolates: 1, firstMs: 400, lastMs: 400 },
      { colo: 'FRA', isolates: 2, firstMs: 300, lastMs: 500 },
      { colo: 'FRA', isolates: 4, firstMs: 200, lastMs: 900 },
    ])
    expect(confirmed).toEqual([
      { colo: 'FRA', isolates: 6, firstMs: 200, lastMs: 900 },
      { colo: 'SIN', isolates: 1, firstMs: 400, lastMs: 400 },
    ])
  })

  it('name who was expected and is missing', () => {
    const { unconfirmed } = summarize(
      [{ colo: 'FRA', isolates: 1, firstMs: 1, lastMs: 1 }],
      ['SIN', 'FRA', 'GRU', 'SIN'],
    )
    expect(unconfirmed).toEqual(['GRU', 'SIN'])
  })

  it('count all but the first of a group as late as its last', () => {
    expect(summarize([{ colo: 'FRA', isolates: 99, firstMs: 100, lastMs: 800 }])).toMatchObject({
      p50Ms: 800,
      p99Ms: 800,
      worstMs: 800,
    })
    const many = Array.from({ length: 100 }, (_, i) => ({ colo: `C${i}`, isolates: 1, firstMs: i + 1, lastMs: i + 1 }))
    expect(summarize(many)).toMatchObject({ p50Ms: 50, p99Ms: 99, worstMs: 100 })
  })

  it('have no figures without any', () => {
    expect(summarize([])).toMatchObject({ confirmed: [], p50Ms: null, p99Ms: null, worstMs: null })
  })

  it('tell whether the lease has passed', () => {
    expect(summarize([], [], 2_499).leasePassed).toBe(false)
    expect(summarize([], [], 2_500).leasePassed).toBe(true)
    expect(summarize([], [], -5).elapsedMs).toBe(0)
  })
})
