import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { flagUsage } from '../../../admin/objects/root/schema.ts'
import { type HandOver, maxWaitingRows } from '../../../admin/objects/telemetry/usage-ledger.ts'
import { maxBatchCounts, type TelemetryBatch } from '../../../protocol/telemetry.ts'
import { evict, freshDeployments, inRoot, moveClock, putDocument, rootStub } from '../deployment.ts'
import {
  batchOf,
  counted,
  inTelemetry,
  moveTelemetryClock,
  ringTelemetry,
  shard,
  usage,
  useRoot,
} from './telemetry-fixture.ts'

freshDeployments()

const day = 24 * 3_600_000
const known = () => putDocument({ flags: { a: { enabled: true }, b: { enabled: true } } })

describe('counts of evaluators', () => {
  it('reach the root, added up by flag and variant', async () => {
    await known()
    expect(await shard().record(batchOf([counted('a', 'on', 3), counted('b', '', 1)]))).toEqual({ status: 'counted' })
    await shard().record(batchOf([counted('a', 'on', 4), { ...counted('a', 'on', 2), reason: 'DEFAULT' }]))
    expect(await usage()).toEqual({})
    expect(await ringTelemetry()).toBe(true)
    expect(await usage()).toEqual({ 'a/on': 9, 'b/': 1 })
  })

  it('count once, however often the same batch comes', async () => {
    await known()
    const batch = batchOf([counted('a')])
    await shard().record(batch)
    expect(await shard().record({ ...batch, ageMs: 500 })).toEqual({ status: 'counted' })
    await ringTelemetry()
    await evict()
    expect(await shard().record(batch)).toEqual({ status: 'counted' })
    await ringTelemetry()
    expect(await usage()).toEqual({ 'a/on': 1 })
  })

  it('survive the end of the object between counting and handing over', async () => {
    await known()
    await shard().record(batchOf([counted('a')]))
    await evict()
    await ringTelemetry()
    await evict()
    await shard().record(batchOf([counted('a')]))
    await ringTelemetry()
    expect(await usage()).toEqual({ 'a/on': 2 })
  })

  it('belong to the day on which they were counted', async () => {
    await known()
    await shard().record(batchOf([counted('a')], { ageMs: day }))
    await shard().record(batchOf([counted('a')]))
    await ringTelemetry()
    const rows = await inRoot((_, { storage }) => openDatabase(storage).select().from(flagUsage).all())
    expect(rows.map(({ day: number }) => number - rows[0]!.day)).toEqual([0, 1])
    expect(rows[1]!.lastAt - rows[0]!.lastAt).toBeGreaterThanOrEqual(day)
  })

  it('of flags that nobody knows are left out and counted', async () => {
    await known()
    await putDocument({ flags: { a: { enabled: true } } })
    await shard().record(batchOf(['a', 'b', 'never', '__proto__', 'constructor'].map((key) => counted(key))))
    await ringTelemetry()
    expect(await usage()).toEqual({ 'a/on': 1, 'b/on': 1 })
    expect((await rootStub().health()).counters).toMatchObject({ usageRows: 5, usageRowsUnknown: 3 })
  })

  it('go once they are ninety days old', async () => {
    await known()
    await shard().record(batchOf([counted('a')]))
    await ringTelemetry()
    for (const [days, left] of [
      [90, { 'a/on': 1 }],
      [1, {}],
    ] as const) {
      await moveClock(days * day)
      await inRoot((root) => root.alarm())
      expect(await usage()).toEqual(left)
    }
  })
})

describe('a hand-over to the root', () => {
  it('that is repeated because its answer was lost counts once', async () => {
    await known()
    await shard().record(batchOf([counted('a', 'on', 5)]))
    let told: HandOver | undefined
    await useRoot({
      recordUsage: async (name, handOver) => {
        told = handOver
        await rootStub().recordUsage(name, handOver)
        throw new Error('the answer is lost')
      },
    })
    await ringTelemetry()
    expect(await usage()).toEqual({ 'a/on': 5 })
    // What comes meanwhile waits behind it.
    await shard().record(batchOf([counted('a', 'on', 1)]))
    await evict()
    const repeated: HandOver[] = []
    await useRoot({
      recordUsage: async (name, handOver) => {
        repeated.push(handOver)
        await rootStub().recordUsage(name, handOver)
      },
    })
    await ringTelemetry()
    expect(repeated[0]).toEqual(told)
    expect(await usage()).toEqual({ 'a/on': 6 })
  })

  it('waits while the root is away or hangs, and loses nothing', async () => {
    await known()
    await useRoot({ recordUsage: () => Promise.reject(new Error('away')) })
    await shard().record(batchOf([counted('a')]))
    expect(await ringTelemetry()).toBe(true)
    await evict()
    await inTelemetry(({ surroundings }) => {
      surroundings.sleep = async () => {}
      surroundings.root = () => ({ recordUsage: () => new Promise(() => {}) })
    })
    expect(await ringTelemetry()).toBe(true)
    expect(await usage()).toEqual({})
    await evict()
    expect(await ringTelemetry()).toBe(true)
    expect(await usage()).toEqual({ 'a/on': 1 })
  })

  it('takes as many messages as there is to tell', async () => {
    const keys = Array.from({ length: 1_200 }, (_, index) => `flag-${index}`)
    await putDocument({ flags: Object.fromEntries(keys.map((key) => [key, { enabled: true }])) })
    for (let at = 0; at < keys.length; at += maxBatchCounts) {
      await shard().record(batchOf(keys.slice(at, at + maxBatchCounts).map((key) => counted(key))))
    }
    await ringTelemetry()
    expect(Object.keys(await usage())).toHaveLength(keys.length)
  })

  it('goes on with higher numbers after its storage was lost', async () => {
    await known()
    const sequences: number[] = []
    const noting = { recordUsage: async (_: string, { sequence }: HandOver) => void sequences.push(sequence) }
    for (let life = 0; life < 2; life++) {
      await useRoot(noting)
      await shard().record(batchOf([counted('a')]))
      await ringTelemetry()
      await inTelemetry((_, { storage }) => storage.deleteAll())
      await evict()
    }
    expect(sequences[1]).toBeGreaterThan(sequences[0]!)
  })
})

describe('a telemetry object that cannot get rid of its counts', () => {
  it('puts new ones off, and takes them once the root is back', async () => {
    await known()
    await inTelemetry((_, { storage }) => {
      storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO usage_totals SELECT 'gone-' || i, 1, 'on', 1, 1 FROM n`,
        maxWaitingRows,
      )
    })
    const batch = batchOf([counted('a')])
    expect(await shard().record(batch)).toEqual({ status: 'full' })
    await ringTelemetry()
    expect(await shard().record(batch)).toEqual({ status: 'counted' })
    await ringTelemetry()
    expect(await usage()).toEqual({ 'a/on': 1 })
  })
})

describe('the memory of batches', () => {
  it('lasts fifteen minutes, then the alarm has nothing left to do', async () => {
    await shard().record(batchOf([]))
    await ringTelemetry()
    await moveTelemetryClock(15 * 60_000 + 1)
    expect(await ringTelemetry()).toBe(true)
    expect(await ringTelemetry()).toBe(false)
  })
})

describe('what is no batch', () => {
  const good = batchOf([counted('a')])
  it.each<[string, unknown]>([
    ['is an object', 'text'],
    ['/format', { ...good, format: 2 }],
    ['/batch', { ...good, batch: 'x' }],
    ['/isolate', { ...good, isolate: undefined }],
    ['/colo', { ...good, colo: 'x'.repeat(17) }],
    ['/revision', { ...good, revision: 'head' }],
    ['/ageMs', { ...good, ageMs: Number.NaN }],
    ['/counts', { ...good, counts: Array.from({ length: maxBatchCounts + 1 }, () => counted('a')) }],
    ['/counts/1', { ...good, counts: [counted('a'), counted('a', 'on', 0)] }],
    ['/counts/0', { ...good, counts: [counted('x'.repeat(257))] }],
    ['/counts/0', { ...good, counts: [{ ...counted('a'), reason: 'toString' }] }],
  ])('is refused, naming %s, and counted', async (place, value) => {
    await known()
    expect(await shard().record(value as TelemetryBatch)).toMatchObject({
      status: 'refused',
      detail: expect.stringContaining(place),
    })
    await ringTelemetry()
    expect(await usage()).toEqual({})
    expect((await rootStub().health()).counters.usageBatchesRefused).toBe(1)
  })
})
