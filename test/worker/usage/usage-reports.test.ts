import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { maxBatchCounts, shardOf, telemetryShards } from '../../../protocol/telemetry.ts'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop, shopWith } from '../shop-document.ts'
import { FakeTelemetry } from './fake-telemetry.ts'

let telemetry: FakeTelemetry
let edge: IsolateFixture
beforeEach(async () => {
  telemetry = new FakeTelemetry()
  edge = createIsolateFixture({ telemetry })
  await edge.store.publish(shop)
})

/** Asks, and notes what was answered as `flag/variant`. */
async function ask(answered: Record<string, number>, path: string, context: object = {}): Promise<void> {
  const response = await edge.ask(path, asking(context))
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into
  const body = (await response.json()) as any
  for (const { key, variant = '', errorCode } of body.flags ?? [body]) {
    if (errorCode === 'FLAG_NOT_FOUND') continue
    answered[`${key}/${variant}`] = (answered[`${key}/${variant}`] ?? 0) + 1
  }
}

describe('counts of answers', () => {
  it('equal what was answered, whatever was asked and whatever fails on the way', async () => {
    const keys = [...Object.keys(shop.flags), 'nobody', '__proto__', 'toString']
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ path: fc.constantFrom(...keys.map(one), all), plan: fc.constantFrom('gold', 'tin') }),
      },
      { weight: 2, arbitrary: fc.constantFrom('throws', 'hangs', 'loses the answer', 'is full', 'publish', 'idle') },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        telemetry = new FakeTelemetry()
        edge = createIsolateFixture({ telemetry })
        await edge.store.publish(shop)
        const answered: Record<string, number> = {}
        let version = 0
        for (const taken of steps) {
          if (taken === 'publish') {
            await edge.store.publish({ ...shop, metadata: { version: ++version } })
            await edge.clock.advance(31_000)
          } else if (taken === 'idle') {
            telemetry.fault = undefined
            await edge.idle()
          } else if (typeof taken === 'string') telemetry.fault = taken
          else await ask(answered, taken.path, { targetingKey: 'u', plan: taken.plan })
        }
        telemetry.fault = undefined
        for (let round = 0; round < 2; round++) {
          await edge.idle()
          await edge.clock.advance(12_000)
          await ask(answered, one('banner'))
        }
        await edge.idle()
        expect(telemetry.totals).toEqual(answered)
        expect(edge.isolate.usage!.totals.lostAnswers).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('cover the gate, and no key that is unknown, no other door', async () => {
    await edge.ask('/v1/gate/banner')
    await edge.ask('/v1/gate/dormant')
    await edge.ask('/v1/gate/nobody')
    await edge.ask(one('nobody'), asking({}))
    await edge.ask('/v1/flagd.json')
    await edge.ask('/healthz')
    await edge.ask(one('banner'), { method: 'POST', body: '{"context": 7}' })
    await edge.idle()
    expect(telemetry.totals).toEqual({ 'banner/on': 1, 'dormant/': 1 })
  })

  it('count what a kill serves', async () => {
    await edge.store.publish(shop, { kills: [{ flag: 'provider' }] })
    await edge.ask(one('provider'), asking({}))
    await edge.idle()
    expect(telemetry.arrived[0]!.counts).toEqual([
      { flag: 'provider', variant: 'standby', reason: 'DISABLED', count: 1 },
    ])
  })

  it('name the revision that gave the answers, also across a change', async () => {
    const answered: Record<string, number> = {}
    telemetry.fault = 'throws'
    for (let version = 0; version < 2; version++) {
      await edge.store.publish({ ...shop, metadata: { version } })
      await edge.clock.advance(31_000)
      for (let round = 0; round < 3; round++) {
        const revision = (await edge.ask(one('banner'), asking({}))).headers.get('fuseboard-revision')!
        answered[revision] = (answered[revision] ?? 0) + 1
        await edge.idle()
      }
    }
    telemetry.fault = undefined
    await edge.clock.advance(12_000)
    const last = (await edge.ask(one('banner'), asking({}))).headers.get('fuseboard-revision')!
    answered[last]!++
    await edge.idle()
    const counted: Record<string, number> = {}
    const batches = new Map(telemetry.arrived.map((message) => [message.batch, message]))
    for (const { revision, counts } of batches.values()) counted[revision] = (counted[revision] ?? 0) + counts[0]!.count
    expect(Object.keys(answered)).toHaveLength(2)
    expect(counted).toEqual(answered)
  })

  it('are not made where there is no telemetry', async () => {
    edge = createIsolateFixture()
    await edge.store.publish(shop)
    expect((await edge.ask(all, asking({}))).status).toBe(200)
    expect(edge.isolate.usage).toBeUndefined()
  })
})

describe('a report', () => {
  it('comes soon after the first answer, then once in ten seconds', async () => {
    const times: number[] = []
    const began = edge.clock.now()
    for (let passed = 0; passed < 60_000; passed += 250) {
      await edge.ask(one('banner'), asking({}))
      await edge.clock.advance(250)
      if (telemetry.arrived.length > times.length) times.push(edge.clock.now() - began)
    }
    expect(times[0]).toBeLessThanOrEqual(2_500)
    expect(times.length).toBeGreaterThanOrEqual(4)
    for (const [index, time] of times.entries()) {
      if (index > 0) expect(time - times[index - 1]!).toBeGreaterThanOrEqual(9_750)
    }
    expect(times.length).toBe(telemetry.arrived.length)
  })

  it.each(['throws', 'hangs'] as const)('never delays an answer, when telemetry %s', async (fault) => {
    telemetry.fault = fault
    const before = edge.clock.now()
    await edge.ask(one('banner'), asking({}))
    for (let round = 0; round < 3; round++) await edge.ask(all, asking({}))
    expect(edge.clock.now()).toBe(before)
  })

  it('is repeated unchanged until somebody says it was counted, with its age', async () => {
    telemetry.fault = 'loses the answer'
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    telemetry.fault = undefined
    await edge.clock.advance(20_000)
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    const [lost, repeated, next] = telemetry.arrived
    expect(repeated).toMatchObject({ batch: lost!.batch, counts: lost!.counts })
    expect(repeated!.ageMs).toBeGreaterThanOrEqual(20_000)
    expect(next!.batch).not.toBe(lost!.batch)
    expect(telemetry.totals).toEqual({ 'banner/on': 2 })
  })

  it('that nobody acknowledges for ten minutes is given up; what came after it is not', async () => {
    telemetry.fault = 'hangs'
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    for (let passed = 0; passed <= 12; passed++) {
      await edge.clock.advance(60_000)
      await edge.ask(one('checkout'), asking({}))
      await edge.idle()
    }
    expect(edge.isolate.usage!.totals.lostAnswers).toBeGreaterThan(0)
    telemetry.fault = undefined
    await edge.clock.advance(12_000)
    await edge.ask(one('checkout'), asking({}))
    await edge.idle()
    const told = Object.values(telemetry.totals).reduce((sum, count) => sum + count, 0)
    expect(told + edge.isolate.usage!.totals.lostAnswers).toBe(1 + 13 + 1)
  })

  it('that is refused is not repeated, and the log says why', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    telemetry.fault = 'refuses'
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    telemetry.fault = undefined
    await edge.clock.advance(12_000)
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    expect(telemetry.totals).toEqual({ 'banner/on': 1 })
    expect(edge.isolate.usage!.totals.lostAnswers).toBe(1)
    expect(logged.mock.calls[0]![0]).toContain('refused a batch: no')
    logged.mockRestore()
  })

  it('takes up again when the request that planned it has died', async () => {
    const context = { waitUntil: () => {}, passThroughOnException: () => {} }
    const { isolate } = edge
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    const view = isolate.ladder.current(() => {})!
    const outcome = view.held!.snapshot.find('banner')!.off
    await edge.clock.advance(12_000)
    // Nobody runs what this request asks to be kept alive.
    isolate.usage!.answered(view.held!, 0, outcome, () => context.waitUntil())
    await edge.clock.advance(60_000)
    telemetry.arrived.length = 0
    await edge.ask(one('banner'), asking({}))
    await edge.idle()
    expect(telemetry.arrived.length).toBeGreaterThan(0)
  })

  it('sends flags of one system to one shard, and larger documents in several batches', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3 * maxBatchCounts }, (_, index) => [
        `flag-${index}`,
        { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on', fuseboard: { system: 'search' } },
      ]),
    )
    edge = createIsolateFixture({ telemetry })
    await edge.store.publish(shopWith(many))
    await edge.ask(all, asking({}))
    await edge.idle()
    const ofSearch = telemetry.arrived.filter(({ counts }) => counts.some(({ flag }) => flag.startsWith('flag-')))
    expect(ofSearch.map(({ shard }) => shard)).toEqual(ofSearch.map(() => shardOf('search')))
    expect(ofSearch.length).toBeGreaterThanOrEqual(3)
    expect(Object.keys(telemetry.totals)).toHaveLength(3 * maxBatchCounts + Object.keys(shop.flags).length)
    expect(new Set(telemetry.arrived.map(({ isolate }) => isolate)).size).toBe(1)
  })
})

describe('shards', () => {
  it('share names out evenly, unicode too', () => {
    const counts = new Map(telemetryShards.map((shard) => [shard as string, 0]))
    for (let index = 0; index < 8_000; index++) {
      const shard = shardOf(`flag-${index}-größe`)
      counts.set(shard, counts.get(shard)! + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(200)
  })
})
