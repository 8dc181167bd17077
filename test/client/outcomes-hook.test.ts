import { InMemoryProvider, OpenFeature as ServerFeature } from '@openfeature/server-sdk'
import { describe, expect, it } from 'vitest'
import { OutcomesHook, type OutcomesHookOptions } from '../../client/outcomes-hook.ts'
import { bucketOf } from '../../domain/guard/latency.ts'
import { maxOutcomeBytes, type OutcomeBatch, parseOutcomes } from '../../protocol/outcomes.ts'

/** A hook and the evaluator it talks to: what arrives is parsed as the evaluator would. */
function fixture(options: Partial<OutcomesHookOptions> = {}) {
  const taken: OutcomeBatch[] = []
  const net = { status: 200, headers: {} as Record<string, string>, nowMs: 1_000_000, asked: 0, bytes: 0 }
  const hook = new OutcomesHook({
    url: 'https://flags.example',
    key: 'fb_collector_0123456789abcdef',
    system: 'shop',
    flushEveryMs: 0,
    now: () => net.nowMs,
    fetch: async (_url, init) => {
      net.asked++
      if (net.status === 0) throw new Error('no network')
      const parsed = parseOutcomes(JSON.parse(String(init.body)))
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
      net.bytes = Math.max(net.bytes, String(init.body).length)
      if (net.status === 200) taken.push(parsed.value)
      return new Response('{}', { status: net.status, headers: net.headers })
    },
    ...options,
  })
  const serve = (unit: string | undefined, variant: string | undefined = 'on', flagKey = 'fix') =>
    hook.after({ context: unit === undefined ? {} : { targetingKey: unit } }, { flagKey, variant } as never)
  const sums = (flag: string | null, variant: string | null) => {
    const counts = taken.flatMap((batch) => batch.counts).filter((c) => c.flag === flag && c.variant === variant)
    const add = (name: 'units' | 'failing' | 'converted') => counts.reduce((sum, count) => sum + count[name], 0)
    return { units: add('units'), failing: add('failing'), converted: add('converted') }
  }
  return { hook, net, taken, serve, sums }
}

describe('the outcomes hook', () => {
  it('counts each unit once, however often it evaluates, fails or converts', async () => {
    const { hook, serve, sums } = fixture()
    for (let i = 0; i < 4; i++) {
      serve('ann')
      serve('bob', 'off')
      hook.failed('ann')
      hook.converted('bob')
      await hook.flush()
    }
    // Ann was counted as served and, later, once more as failing.
    expect(sums('fix', 'on')).toEqual({ units: 2, failing: 1, converted: 0 })
    expect(sums('fix', 'off')).toEqual({ units: 2, failing: 0, converted: 1 })
    expect(sums(null, null)).toEqual({ units: 4, failing: 1, converted: 1 })
  })

  it('tells what becomes of a unit for every flag it was served, and for the system', async () => {
    const { hook, serve, sums, taken } = fixture()
    serve('ann')
    serve('ann', 'new', '__proto__')
    hook.failed('ann')
    hook.took('ann', 120)
    hook.took('ann', Number.NaN)
    await hook.flush()
    for (const [flag, variant] of [
      ['fix', 'on'],
      ['__proto__', 'new'],
      [null, null],
    ] as const) {
      expect(sums(flag, variant).failing).toBe(1)
    }
    expect(taken[0]!.counts.map(({ latency }) => latency)).toEqual(Array(3).fill({ [bucketOf(120)]: 1 }))
  })

  it('counts a unit anew for another variant, and not without a targeting key or a variant', async () => {
    const { hook, serve, sums } = fixture()
    serve('ann', 'off')
    serve('ann', 'on')
    serve(undefined)
    serve('')
    hook.after({ context: { targetingKey: 'cleo' } }, { flagKey: 'fix' })
    await hook.flush()
    expect([sums('fix', 'on').units, sums('fix', 'off').units, sums(null, null).units]).toEqual([1, 1, 1])
  })

  it('repeats a batch under the same id, with its growing age, until it is taken', async () => {
    const { hook, net, taken, serve } = fixture()
    serve('ann')
    net.status = 0
    await hook.flush()
    net.status = 503
    net.headers = { 'retry-after': '30' }
    await hook.flush()
    net.nowMs += 29_000
    await hook.flush()
    expect(net.asked).toBe(2)
    net.nowMs += 1_000
    net.status = 200
    await hook.flush()
    await hook.flush()
    expect(net.asked).toBe(3)
    expect(taken).toHaveLength(1)
    expect(taken[0]!.counts[0]!.ageMs).toBe(30_000)
  })

  it('gives up what is refused for good, or too old to count', async () => {
    const { hook, net, serve } = fixture()
    serve('ann')
    net.status = 400
    await hook.flush()
    expect(hook.lost).toBe(1)
    serve('bob')
    net.status = 0
    await hook.flush()
    net.nowMs += 300_001
    net.status = 200
    await hook.flush()
    expect(hook.lost).toBe(2)
  })

  it('remembers no more units than it may, and sends no batch larger than is taken', async () => {
    const { hook, net, serve, sums } = fixture({ maxUnits: 10 })
    for (let i = 0; i < 2_000; i++) serve(`user-${i}`, 'on', `flag-${i}-${'x'.repeat(200)}`)
    await hook.flush()
    expect(net.asked).toBeGreaterThan(5)
    expect(net.bytes).toBeLessThanOrEqual(maxOutcomeBytes)
    expect(sums(null, null).units).toBe(2_000)
    hook.failed('user-0')
    await hook.flush()
    expect(sums(`flag-0-${'x'.repeat(200)}`, 'on').failing).toBe(0)
  })

  it('sends the last beacon of a page by sendBeacon, with the key in the address', async () => {
    const sent: [string, string][] = []
    const { hook, net, serve } = fixture({ sendBeacon: (url, body) => sent.push([url, body]) > 0 })
    serve('ann')
    await hook.close()
    expect(net.asked).toBe(0)
    expect(sent[0]![0]).toBe('https://flags.example/v1/outcomes?key=fb_collector_0123456789abcdef')
    expect(parseOutcomes(JSON.parse(sent[0]![1])).ok).toBe(true)
  })

  it('marks the active span, each flag by an event of its own', async () => {
    const marks: unknown[] = []
    const span = {
      setAttributes: (attributes: object) => marks.push(attributes),
      addEvent: (name: string, attributes: object) => marks.push([name, attributes]),
    }
    const { hook } = fixture({ activeSpan: () => span })
    hook.after({ context: { targetingKey: 'ann' } }, { flagKey: 'fix', variant: 'on', flagMetadata: { version: '7' } })
    const attributes = {
      'feature_flag.key': 'fix',
      'feature_flag.result.variant': 'on',
      'feature_flag.version': '7',
    }
    expect(marks).toEqual([attributes, ['feature_flag.evaluation', attributes]])
  })

  it('is a hook of the server SDK', async () => {
    const { hook, sums } = fixture()
    const flag = { fix: { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false } }
    await ServerFeature.setProviderAndWait('outcomes', new InMemoryProvider(flag))
    const client = ServerFeature.getClient('outcomes').addHooks(hook)
    expect(await client.getBooleanValue('fix', false, { targetingKey: 'ann' })).toBe(true)
    await hook.flush()
    expect(sums('fix', 'on').units).toBe(1)
    await ServerFeature.close()
  })
})
