import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audiences } from '../../../domain/incident/incident.ts'
import { holdsUp, type Placed, supersedes } from '../../../domain/notification/order.ts'
import { afterRetryAfter, afterSending, noPace, paceAt } from '../../../domain/notification/pace.ts'

const base: Placed = {
  position: 1,
  incident: 'i1',
  channel: 'slack',
  audience: 'responders',
  purpose: 'update',
  kind: 'update',
  written: false,
  status: 'pending',
  readyAt: 0,
}
const placed = fc.record<Placed>({
  position: fc.integer({ min: 1, max: 6 }),
  incident: fc.constantFrom(null, 'i1', 'i2'),
  channel: fc.constantFrom('slack', 'pager'),
  audience: fc.constantFrom(...audiences),
  purpose: fc.constantFrom('page', 'update', 'hook', 'test'),
  kind: fc.constantFrom('page', 'acknowledged', 'resolved', 'update', 'hook', 'test'),
  written: fc.boolean(),
  status: fc.constantFrom(
    'awaiting-approval',
    'pending',
    'sending',
    'unknown',
    'sent',
    'superseded',
    'dead',
    'withdrawn',
  ),
  readyAt: fc.integer({ min: 0, max: 2 }),
})

describe('the order of an incident and channel', () => {
  it('lets an update go only once those before it, and pages, have ended', () => {
    const next = { ...base, position: 2 }
    for (const status of ['pending', 'sending', 'unknown'] as const)
      expect(holdsUp({ ...base, status }, next)).toBe(true)
    for (const status of ['sent', 'dead', 'superseded', 'withdrawn', 'awaiting-approval'] as const) {
      expect(holdsUp({ ...base, status }, next)).toBe(false)
    }
    expect(holdsUp({ ...base, purpose: 'page' }, next)).toBe(true)
    expect(holdsUp({ ...base, audience: 'customers' }, next)).toBe(true)
    expect(holdsUp({ ...base, channel: 'pager' }, next)).toBe(false)
    expect(holdsUp({ ...base, incident: 'i2' }, next)).toBe(false)
  })

  it('never lets a page or a hook wait for prose', () => {
    for (const purpose of ['page', 'hook'] as const) {
      expect(holdsUp(base, { ...base, position: 2, purpose })).toBe(false)
      expect(holdsUp({ ...base, purpose }, { ...base, position: 2, purpose })).toBe(true)
    }
  })

  it('never holds two rows up by each other', () => {
    fc.assert(fc.property(placed, placed, (a, b) => !(holdsUp(a, b) && holdsUp(b, a))))
  })
})

describe('a newer update', () => {
  it('ends older ones that were not sent, also those that await approval', () => {
    const newer = { ...base, position: 2 }
    expect(supersedes(newer, base, 0)).toBe(true)
    expect(supersedes(newer, { ...base, status: 'awaiting-approval' }, 0)).toBe(true)
    for (const status of ['sending', 'unknown', 'sent', 'dead'] as const) {
      expect(supersedes(newer, { ...base, status }, 0)).toBe(false)
    }
  })

  it('ends what a person wrote only where a person wrote it too', () => {
    for (const status of ['pending', 'awaiting-approval'] as const) {
      const older = { ...base, status, written: true }
      expect(supersedes({ ...base, position: 2 }, older, 0)).toBe(false)
      expect(supersedes({ ...base, position: 2, written: true }, older, 0)).toBe(true)
      expect(supersedes({ ...base, position: 2, written: true }, { ...base, status }, 0)).toBe(true)
    }
  })

  it('ends nothing before it is approved, or before its time', () => {
    expect(supersedes({ ...base, position: 2, status: 'awaiting-approval' }, base, 0)).toBe(false)
    expect(supersedes({ ...base, position: 2, readyAt: 1 }, base, 0)).toBe(false)
  })

  it('is never ended by an older one, and nobody ends a page, its end, or a hook', () => {
    fc.assert(
      fc.property(placed, placed, (newer, older) => {
        if (!supersedes(newer, older, 1)) return
        expect(older.position).toBeLessThan(newer.position)
        expect([older.purpose, older.kind]).toEqual(['update', 'update'])
        expect([older.incident, older.channel, older.audience]).toEqual([newer.incident, newer.channel, newer.audience])
        expect(supersedes(older, newer, 1)).toBe(false)
      }),
    )
  })

  it('is always left, of any number of updates', () => {
    fc.assert(
      fc.property(fc.array(placed, { minLength: 1, maxLength: 8 }), (rows) => {
        const waiting = rows.map((row, i): Placed => ({ ...row, position: i + 1, status: 'pending', readyAt: 0 }))
        const left = waiting.filter((row) => !waiting.some((other) => supersedes(other, row, 0)))
        expect(left).toContain(waiting.at(-1))
      }),
    )
  })
})

describe('the pace of a channel', () => {
  it('lets pages wait for pages alone, and everything else for all', () => {
    const update = afterSending(noPace, false, 1, 1_000)
    expect([paceAt(update, true), paceAt(update, false)]).toEqual([0, 2_000])
    const page = afterSending(noPace, true, 2, 1_000)
    expect([paceAt(page, true), paceAt(page, false)]).toEqual([1_500, 1_500])
  })

  it('keeps to what a provider asked for', () => {
    const asked = afterRetryAfter(afterSending(noPace, false, 1, 0), 30_000)
    expect(paceAt(afterSending(asked, true, 1, 5_000), false)).toBe(30_000)
    expect(paceAt(asked, true)).toBe(0)
  })
})
