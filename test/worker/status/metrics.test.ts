import { describe, expect, it } from 'vitest'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'

/** Samples by name and labels; throws at anything that is not Prometheus' text format. */
async function scrape(edge: IsolateFixture): Promise<Map<string, number>> {
  const response = await edge.ask('/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const text = await response.text()
  expect(text.endsWith('\n')).toBe(true)
  const samples = new Map<string, number>()
  const types = new Map<string, string>()
  for (const line of text.trimEnd().split('\n')) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line)
    if (comment !== null) {
      if (comment[1] === 'TYPE') types.set(comment[2]!, comment[3]!)
      continue
    }
    const sample = /^([a-z_]+)((?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (\d+(?:\.\d+)?)$/.exec(line)
    expect(sample, line).not.toBeNull()
    const [, name, labels, value] = sample!
    expect(types.get(name!)).toBe(name!.endsWith('_total') ? 'counter' : 'gauge')
    expect(samples.has(name! + labels)).toBe(false)
    samples.set(name! + labels, Number(value))
  }
  return samples
}

describe('/metrics', () => {
  it('counts answers by door, tier and reason', async () => {
    const edge = createIsolateFixture()
    await edge.store.publish(shop)
    await edge.ask(one('banner'), asking({}))
    await edge.ask(one('checkout'), asking({ plan: 'gold' }))
    await edge.ask(one('nobody'), asking({}))
    await edge.ask('/v1/gate/dormant')
    const before = await scrape(edge)
    expect(before.get('fuseboard_answers_total{door="ofrep_single"}')).toBe(3)
    expect(before.get('fuseboard_answers_total{door="gate"}')).toBe(1)
    expect(before.get('fuseboard_answers_total{door="ofrep_bulk"}')).toBe(0)
    expect(before.get('fuseboard_evaluations_total{reason="STATIC"}')).toBe(1)
    expect(before.get('fuseboard_evaluations_total{reason="TARGETING_MATCH"}')).toBe(1)
    expect(before.get('fuseboard_evaluations_total{reason="DISABLED"}')).toBe(1)
    expect(before.get('fuseboard_evaluations_total{reason="ERROR"}')).toBe(1)
    expect(before.get('fuseboard_answers_by_tier_total{tier="kv"}')).toBe(1)
    expect(before.get('fuseboard_answers_by_tier_total{tier="memory"}')).toBe(3)

    await edge.ask(all, asking({}))
    const after = await scrape(edge)
    expect(after.get('fuseboard_answers_total{door="ofrep_bulk"}')).toBe(1)
    const evaluations = [...after].filter(([name]) => name.startsWith('fuseboard_evaluations_total'))
    expect(evaluations.reduce((sum, [, value]) => sum + value, 0)).toBe(4 + Object.keys(shop.flags).length)
  })

  it('names the revision held, its flags and its age', async () => {
    const edge = createIsolateFixture()
    const revision = await edge.store.publish(shop)
    await scrape(edge)
    await edge.clock.advance(12_500)
    const samples = await scrape(edge)
    expect(samples.get(`fuseboard_snapshot_info{revision="${revision}",tier="memory"}`)).toBe(1)
    expect(samples.get('fuseboard_flags')).toBe(Object.keys(shop.flags).length)
    expect(samples.get('fuseboard_flags_quarantined')).toBe(1)
    expect(samples.get('fuseboard_evidence_age_seconds')).toBe(12.5)
    expect(samples.get('fuseboard_ready')).toBe(1)
  })

  it('counts loads, failed loads and refused requests', async () => {
    const edge = createIsolateFixture({ auth: undefined })
    edge.store.fault = () => Promise.reject(new Error('no KV'))
    await edge.ask(all, asking({}))
    const samples = await scrape(edge)
    expect(samples.get('fuseboard_loads_total')).toBe(1)
    expect(samples.get('fuseboard_load_failures_total')).toBe(1)
    expect(samples.get('fuseboard_refused_total')).toBe(1)
    expect(samples.get('fuseboard_ready')).toBe(0)
    expect(samples.get('fuseboard_snapshot_info{revision="none",tier="off"}')).toBe(1)
  })
})
