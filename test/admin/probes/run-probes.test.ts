import { describe, expect, it } from 'vitest'
import { probeBatch, runProbes } from '../../../admin/probes/run-probes.ts'
import { bucketOf } from '../../../domain/guard/latency.ts'
import { type Probe, probeSlotOf } from '../../../domain/rollout/probe.ts'

const probe = (change: Partial<Probe> = {}): Probe => ({
  name: 'pay',
  method: 'GET',
  url: 'https://shop.example/health',
  expectStatus: 200,
  timeoutMs: 5_000,
  ...change,
})

type Asked = { readonly url: string; readonly init: RequestInit }

/** Answers come after 40 ms of a clock that nobody waits for; sleeps never end, unless told. */
function world(answer: (asked: Asked) => Response | Promise<Response>, sleep = () => new Promise<void>(() => {})) {
  const asked: Asked[] = []
  let nowMs = 1_000
  const ports = {
    now: () => nowMs,
    sleep,
    fetch: async (url: string, init: RequestInit) => {
      asked.push({ url, init })
      nowMs += 40
      return answer({ url, init })
    },
  }
  return { ports, asked }
}

const failureOf = async (change: Partial<Probe>, answer: () => Response | Promise<Response>) => {
  const { results } = await runProbes([probe(change)], world(answer).ports, 7)
  return results[0]!.failure
}

describe('running probes', () => {
  it('counts one unit for each, for the system and no variant', async () => {
    const { ports } = world(({ url }) => new Response('', { status: url.endsWith('b') ? 500 : 200 }))
    const run = await runProbes(
      [probe({ url: 'https://a.example/a' }), probe({ name: 'b', url: 'https://a.example/b' })],
      ports,
      7,
    )
    expect(run.results.map(({ name, failure }) => [name, failure])).toEqual([
      ['pay', null],
      ['b', 'status 500 instead of 200'],
    ])
    const [counts, ...others] = run.counts
    expect(others).toEqual([])
    expect(counts).toMatchObject({
      flag: null,
      variant: null,
      ageMs: 0,
      units: 2,
      failing: 1,
      converted: 0,
      requests: true,
    })
    expect(Object.values(counts!.latency).reduce((sum, count) => sum + count, 0)).toBe(2)
  })

  it('measures until the answer is there', async () => {
    const { results, counts } = await runProbes([probe()], world(() => new Response('')).ports, 7)
    expect(results[0]!.latencyMs).toBe(40)
    expect(counts[0]!.latency).toEqual({ [bucketOf(40)]: 1 })
  })

  it('makes a batch that has the same name for the same run', async () => {
    const { ports } = world(() => new Response(''))
    const run = await runProbes([probe()], ports, probeSlotOf(90_000))
    const again = await runProbes([probe()], ports, probeSlotOf(119_999))
    const next = await runProbes([probe()], ports, probeSlotOf(120_000))
    const names = [run, again, next].map((one) => probeBatch('r7', 'shop', one).batch)
    expect(names).toEqual(['probes-r7-3', 'probes-r7-3', 'probes-r7-4'])
    expect(probeBatch('r7', 'shop', run)).toMatchObject({ system: 'shop', counts: [{ units: 1 }] })
  })

  it('asks as declared and follows no redirect', async () => {
    const { ports, asked } = world(() => new Response(null, { status: 302, headers: { location: 'http://10.0.0.1/' } }))
    const { results } = await runProbes([probe({ method: 'POST' })], ports, 7)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ url: 'https://shop.example/health', init: { method: 'POST', redirect: 'manual' } })
    expect(results[0]!.failure).toBe('status 302 instead of 200')
    expect(await failureOf({ expectStatus: 302 }, () => new Response(null, { status: 302 }))).toBeNull()
  })

  it('looks for the text in the body', async () => {
    const body = (text: string) => () => new Response(text)
    expect(await failureOf({ bodyIncludes: '“ok”' }, body('{“ok”}'))).toBeNull()
    expect(await failureOf({ bodyIncludes: 'ok' }, body('no'))).toBe('the body does not contain "ok"')
    expect(await failureOf({ bodyIncludes: 'ok' }, () => new Response(null))).toBe('the body does not contain "ok"')
  })

  it('reads 64 KiB of a body and no more, and lets go of the rest', async () => {
    let sent = 0
    let cancelled = false
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 16_384
            controller.enqueue(new Uint8Array(16_384).fill(97))
          },
          cancel() {
            cancelled = true
          },
        }),
      )
    expect(await failureOf({ bodyIncludes: 'ok' }, endless)).toContain('does not contain')
    expect(sent).toBeLessThan(2 * 65_536)
    expect(cancelled).toBe(true)
    expect(await failureOf({ bodyIncludes: 'ok' }, () => new Response(`${'a'.repeat(65_536)}ok`))).toContain('does not')
    expect(await failureOf({ bodyIncludes: 'ok' }, () => new Response(`${'a'.repeat(65_534)}ok`))).toBeNull()
  })

  it('gives up on an answer that does not come, and on a body that never ends', async () => {
    const soon = () => Promise.resolve()
    let aborted = false
    const { ports } = world(({ init }) => {
      init.signal!.addEventListener('abort', () => (aborted = true))
      return new Promise(() => {})
    }, soon)
    const { results } = await runProbes([probe({ timeoutMs: 300 })], ports, 7)
    expect(results[0]!.failure).toBe('no answer within 300 ms')
    expect(aborted).toBe(true)
    const silent = world(
      () => new Response(new ReadableStream({})),
      () => new Promise((resolve) => setTimeout(resolve, 1)),
    )
    expect((await runProbes([probe({ bodyIncludes: 'x' })], silent.ports, 7)).results[0]!.failure).toContain(
      'no answer',
    )
  })

  it('never throws, whatever the connection does', async () => {
    expect(await failureOf({}, () => Promise.reject(new TypeError('connection refused')))).toBe(
      'no answer: connection refused',
    )
    expect(await failureOf({}, () => Promise.reject('odd'))).toBe('no answer: odd')
    const torn = () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error('torn')) }))
    expect(await failureOf({ bodyIncludes: 'x' }, torn)).toBe('no answer: torn')
  })

  it('asks five at a time, and tells results in the order of the probes', async () => {
    const release: (() => void)[] = []
    const { ports, asked } = world(() => new Promise((resolve) => release.push(() => resolve(new Response('')))))
    const names = Array.from({ length: 10 }, (_, i) => `p${i}`)
    const running = runProbes(
      names.map((name) => probe({ name })),
      ports,
      7,
    )
    await Promise.resolve()
    expect(asked).toHaveLength(5)
    while (release.length > 0) {
      release.pop()!()
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    expect((await running).results.map(({ name }) => name)).toEqual(names)
    expect(asked).toHaveLength(10)
  })

  it('counts nothing where there are no probes', async () => {
    expect(await runProbes([], world(() => new Response('')).ports, 7)).toEqual({ slot: 7, results: [], counts: [] })
  })
})
