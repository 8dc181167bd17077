import { exports } from 'cloudflare:workers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { telemetryPolicy } from '../../../admin/objects/telemetry/telemetry-policy.ts'
import { totalOf } from '../../../domain/guard/latency.ts'
import { maxOutcomeAgeMs, type OutcomeBatch, type OutcomeCounts } from '../../../protocol/outcomes.ts'
import { evict, freshDeployments } from '../deployment.ts'
import { inTelemetry, moveTelemetryClock, ringTelemetry, shard } from './telemetry-fixture.ts'

freshDeployments()

const nothing: OutcomeCounts = {
  flag: null,
  variant: null,
  ageMs: 0,
  units: 0,
  failing: 0,
  converted: 0,
  requests: false,
  latency: {},
}
const on = (change: Partial<OutcomeCounts> = {}): OutcomeCounts => ({
  ...nothing,
  flag: 'fix',
  variant: 'on',
  units: 10,
  failing: 1,
  ...change,
})
const off = (change: Partial<OutcomeCounts> = {}): OutcomeCounts => on({ variant: 'off', ...change })
const batch = (counts: readonly OutcomeCounts[], name: string = crypto.randomUUID()): OutcomeBatch => ({
  batch: name,
  system: 'shop',
  counts,
})
const arms = (cursor = 0, sinceMs = 0) => shard().arms({ flag: 'fix', treated: 'on', control: 'off', cursor, sinceMs })
const system = (cursor = 0) => shard().systemOutcomes({ system: 'shop', cursor })

describe('outcomes', () => {
  it('are answered by arm, and those without a variant for the system alone', async () => {
    expect(await shard().takeOutcomes(batch([on({ latency: { 5: 2 } }), off({ converted: 3 }), on()]))).toEqual({
      taken: true,
    })
    await shard().takeOutcomes(batch([{ ...nothing, units: 7 }, on({ variant: null, units: 2 })]))
    const { tick } = await arms()
    expect(tick.treated).toEqual({ units: 20, failing: 2, converted: 0, latency: { 5: 2 } })
    expect(tick.control).toEqual({ units: 10, failing: 1, converted: 3, latency: {} })
    expect(tick.requests).toBe(false)
    expect((await system()).arm).toMatchObject({ units: 9, failing: 1 })
  })

  it('of a system are answered for a time, without what came before or after it, and say what they are', async () => {
    const at = await inTelemetry(({ surroundings }) => surroundings.now())
    await shard().takeOutcomes(batch([{ ...nothing, units: 1, ageMs: 60_000 }]))
    await shard().takeOutcomes(batch([{ ...nothing, units: 2, ageMs: 30_000 }]))
    await shard().takeOutcomes(batch([{ ...nothing, units: 4 }]))
    const of = (sinceMs: number, untilMs?: number) =>
      shard().systemOutcomes({ system: 'shop', cursor: 0, sinceMs, ...(untilMs !== undefined && { untilMs }) })
    expect((await of(at - 45_000)).arm.units).toBe(6)
    expect((await of(at - 45_000, at - 15_000)).arm.units).toBe(2)
    expect((await of(0, at - 45_000)).arm.units).toBe(1)
    expect(await of(0)).toMatchObject({ requests: false })
    const slices = new Array(32).fill(1)
    await shard().takeOutcomes(batch([{ ...nothing, units: 64, failing: 32, requests: true, slices }]))
    expect(await of(0)).toMatchObject({ requests: true, slices })
  })

  it('are given to a reader once, and after its cursor only what is new', async () => {
    await shard().takeOutcomes(batch([on()]))
    const first = await arms()
    expect((await arms(first.cursor)).tick.treated.units).toBe(0)
    await shard().takeOutcomes(batch([on({ units: 4 })]))
    const second = await arms(first.cursor)
    expect(second.tick.treated.units).toBe(4)
    expect((await arms()).tick.treated.units).toBe(14)
    await evict()
    expect((await arms(first.cursor)).tick.treated.units).toBe(4)
  })

  it('that come twice count once, also after the object has ended in between', async () => {
    const twice = batch([on()])
    await shard().takeOutcomes(twice)
    await evict()
    expect(await shard().takeOutcomes(twice)).toEqual({ duplicate: true })
    expect((await arms()).tick.treated.units).toBe(10)
    expect(await shard().outcomeTotals()).toMatchObject({ taken: 1, duplicate: 1 })
  })

  it('of intervals that ended before a stage began are no evidence for it', async () => {
    const sinceMs = await inTelemetry(({ surroundings }) => {
      const fixed = surroundings.now()
      surroundings.now = () => fixed
      return fixed - 60_000
    })
    await shard().takeOutcomes(batch([on({ ageMs: 61_000 }), on({ ageMs: 60_000 }), on({ ageMs: 5_000, units: 3 })]))
    const { tick, lastAtMs } = await arms(0, sinceMs)
    expect(tick.treated.units).toBe(3)
    expect(lastAtMs).toBe(sinceMs + 55_000)
    expect((await arms(0, sinceMs + 55_000)).lastAtMs).toBeNull()
  })

  it('older than five minutes are left out and counted', async () => {
    await shard().takeOutcomes(batch([on({ ageMs: maxOutcomeAgeMs }), on({ ageMs: maxOutcomeAgeMs + 1 })]))
    expect((await arms()).tick.treated.units).toBe(10)
    expect(await shard().outcomeTotals()).toMatchObject({ taken: 1, late: 1 })
  })

  it('never end in the future, whatever their age says', async () => {
    await shard().takeOutcomes(batch([on({ ageMs: -3_600_000 })]))
    const { lastAtMs } = await arms()
    expect(lastAtMs).toBeLessThanOrEqual(await inTelemetry(({ surroundings }) => surroundings.now()))
  })

  it('of requests say so, and failures by slice are those of the control', async () => {
    const slices = Array.from({ length: 32 }, (_, i) => Number(i === 4))
    await shard().takeOutcomes(
      batch([on({ slices, requests: true }), off({ slices }), off({ slices, requests: true })]),
    )
    const { tick } = await arms()
    expect(tick.requests).toBe(true)
    expect(tick.controlSlices?.[4]).toBe(2)
  })

  it('are gone after two hours, and then the alarm has nothing left to do', async () => {
    await shard().takeOutcomes(batch([on()]))
    await moveTelemetryClock(telemetryPolicy.outcomesKeptMs + 20_000)
    await ringTelemetry()
    expect((await arms()).tick.treated.units).toBe(0)
    expect(await ringTelemetry()).toBe(false)
  })

  it('go on above every earlier cursor after the storage was lost', async () => {
    await shard().takeOutcomes(batch([on()]))
    const { cursor } = await arms()
    await inTelemetry((_, { storage }) => storage.deleteAll())
    await evict()
    await moveTelemetryClock(1_000)
    await shard().takeOutcomes(batch([on({ units: 2 })]))
    expect((await arms(cursor)).tick.treated.units).toBe(2)
  })
})

describe('a flood', () => {
  it('of 100,000 names stays bounded, is counted as overflow, and leaves what was known alone', async () => {
    await inTelemetry(({ surroundings }) => {
      surroundings.now = () => 1_700_000_003_000
    })
    await shard().takeOutcomes(batch([on()]))
    for (let at = 0; at < 100_000; at += 5_000) {
      const names = Array.from({ length: 5_000 }, (_, i) => on({ flag: `flag-${at + i}`, units: 1, failing: 0 }))
      expect(await shard().takeOutcomes(batch(names))).toEqual({ taken: true })
    }
    await shard().takeOutcomes(batch([on({ units: 5 })]))
    expect((await arms()).tick.treated.units).toBe(15)
    const rows = await inTelemetry((_, { storage }) => {
      const count = (table: string) => storage.sql.exec(`SELECT count(*) AS n FROM ${table}`).one().n
      return { pairs: count('outcome_pairs'), log: count('outcome_log') }
    })
    expect(rows).toEqual({ pairs: telemetryPolicy.pairs, log: telemetryPolicy.pairs })
    expect((await shard().outcomeTotals()).overflow).toBe(100_000 - telemetryPolicy.pairs + 1)
  }, 60_000)

  it('of batches is put off until the next ten seconds, and nothing of it is lost', async () => {
    const answers = await inTelemetry(async (object) => {
      object.surroundings.now = () => 1_700_000_003_000
      for (let i = 0; i < telemetryPolicy.batchesPerWindow; i++) await object.takeOutcomes(batch([], `b${i}`))
      const put = await object.takeOutcomes(batch([on()], 'late'))
      object.surroundings.now = () => 1_700_000_010_000
      return [put, await object.takeOutcomes(batch([on()], 'late'))]
    })
    expect(answers).toEqual([{ retryAfterSeconds: 7 }, { taken: true }])
    expect((await shard().outcomeTotals()).refused).toBe(1)
    expect((await arms()).tick.treated.units).toBe(10)
  })
})

const worker = (exports as unknown as { default: Fetcher }).default

describe('/metrics of the control plane', () => {
  it('adds up what all telemetry objects took', async () => {
    const twice = batch([on(), on({ ageMs: maxOutcomeAgeMs + 1 })])
    await shard().takeOutcomes(twice)
    await shard().takeOutcomes(twice)
    await shard('t5').takeOutcomes(batch([off()]))
    const text = await (await worker.fetch('http://admin/metrics')).text()
    const value = (name: string) => Number(new RegExp(`^fuseboard_admin_${name} (\\d+)$`, 'm').exec(text)?.[1])
    expect(value('outcomes_taken_total')).toBe(2)
    expect(value('outcomes_late_total')).toBe(1)
    expect(value('outcome_batches_duplicate_total')).toBe(1)
    expect(value('telemetry_shards_missing')).toBe(0)
  })
})

describe('totals of a series', () => {
  const start = Date.UTC(2026, 0, 1)
  const reading = (units: number, failing: number, seconds: number, startMs = start, latency = {}): OutcomeBatch =>
    batch([on({ units, failing, latency, series: { id: 'a', startMs, atMs: start + seconds * 1000 } })])
  const unitsAfter = async (...readings: readonly OutcomeBatch[]): Promise<number> => {
    for (const each of readings) await shard().takeOutcomes(each)
    return (await arms()).tick.treated.units
  }

  it('count nothing at first sight, then by how much they grew', async () => {
    expect(await unitsAfter(reading(100, 5, 10, start, { 7: 100 }))).toBe(0)
    expect(await unitsAfter(reading(130, 6, 20, start, { 7: 120, 8: 10 }))).toBe(30)
    expect((await arms()).tick.treated).toMatchObject({ failing: 1, latency: { 7: 20, 8: 10 } })
  })

  it('count whole once they began anew, whether they say so or not', async () => {
    expect(await unitsAfter(reading(100, 5, 10), reading(8, 0, 20, start + 15_000))).toBe(8)
    expect(await unitsAfter(reading(3, 0, 30, start + 15_000))).toBe(11)
  })

  it('count nothing when they come again, out of order, from an earlier life or with a start that cannot be', async () => {
    const all = [reading(100, 0, 10), reading(120, 0, 20), reading(120, 0, 20), reading(110, 0, 15)]
    expect(await unitsAfter(...all)).toBe(20)
    expect(await unitsAfter(reading(500, 0, 30, start - 1), reading(130, 0, 40, start + 1_000))).toBe(20)
  })

  it('count nothing across a silence of more than five minutes', async () => {
    expect(await unitsAfter(reading(100, 0, 10), reading(900, 0, 400), reading(905, 0, 410))).toBe(5)
  })

  it('leave latencies out where a histogram changed its scale', async () => {
    await unitsAfter(reading(10, 0, 10, start, { 7: 10 }), reading(30, 0, 20, start, { 9: 30 }))
    expect((await arms()).tick.treated).toMatchObject({ units: 20, latency: {} })
  })

  it('are remembered of so many, and of those that were heard of last', async () => {
    const many = Array.from({ length: telemetryPolicy.series + 1 }, (_, i) =>
      on({ series: { id: `s${i}`, startMs: start, atMs: start + 1 } }),
    )
    await shard().takeOutcomes(batch(many))
    const kept = await inTelemetry(
      (_, { storage }) => storage.sql.exec('SELECT count(*) AS n FROM outcome_series').one().n,
    )
    expect(kept).toBeLessThanOrEqual(telemetryPolicy.series)
    expect(kept).toBeGreaterThan(telemetryPolicy.series * 0.8)
  })
})

/** What was told of one flag and its system, and what a reader with a cursor got of it. */
class Account {
  readonly flag: string
  readonly system: string
  readonly expected = { on: 0, off: 0, system: 0, slow: 0 }
  readonly got = { on: 0, off: 0, system: 0, slow: 0 }
  readonly #sent = new Set<number>()
  readonly #cursors = { arms: 0, system: 0 }

  constructor(run: number) {
    this.flag = `fix-${run}`
    this.system = `shop-${run}`
  }

  async read(): Promise<void> {
    const { flag, got } = this
    const query = { flag, treated: 'on', control: 'off', cursor: this.#cursors.arms, sinceMs: 0 }
    const { tick, cursor } = await shard().arms(query)
    const whole = await shard().systemOutcomes({ system: this.system, cursor: this.#cursors.system })
    this.#cursors.arms = cursor
    this.#cursors.system = whole.cursor
    got.on += tick.treated.units
    got.off += tick.control.units
    got.system += whole.arm.units
    got.slow += totalOf(tick.treated.latency)
  }

  /** The same number is the same batch, with what it had the first time. */
  async send(number: number, told: readonly Partial<OutcomeCounts>[]): Promise<void> {
    const counts = told.map((each) => ({ ...nothing, flag: this.flag, ...each }))
    await shard().takeOutcomes({ batch: `b${number}`, system: this.system, counts })
    if (this.#sent.has(number)) return
    this.#sent.add(number)
    for (const each of counts) if (each.ageMs <= maxOutcomeAgeMs) this.#expect(each)
  }

  #expect({ variant, units, latency }: OutcomeCounts): void {
    if (variant === null) this.expected.system += units
    if (variant === 'on') this.expected.slow += totalOf(latency)
    if (variant === 'on' || variant === 'off') this.expected[variant] += units
  }
}

describe('what was taken', () => {
  it('is what readers get, once, whatever the order, the repetitions and the evictions', async () => {
    const count = fc.record({
      variant: fc.constantFrom('on', 'off', null, '__proto__'),
      units: fc.integer({ min: 1, max: 9 }),
      ageMs: fc.integer({ min: 0, max: 400_000 }),
      latency: fc.constantFrom<Record<string, number>>({}, { 3: 2 }),
    })
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ number: fc.integer({ min: 0, max: 8 }), counts: fc.array(count) }) },
      { weight: 3, arbitrary: fc.constantFrom('read' as const, 'evict' as const, 'alarm' as const) },
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        const account = new Account(++run)
        for (const taken of steps) {
          if (taken === 'read') await account.read()
          else if (taken === 'evict') await evict()
          else if (taken === 'alarm') await ringTelemetry()
          else await account.send(taken.number, taken.counts)
        }
        await account.read()
        expect(account.got).toEqual(account.expected)
      }),
      { numRuns: 40 },
    )
  }, 60_000)
})
