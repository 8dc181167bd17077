// Whatever happens in whatever order, the feed never goes back, one (epoch, seq) names one feed, and the head in KV never
// names a snapshot that KV does not have.

import { reset } from 'cloudflare:test'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareFeeds, type Feed, parseFeed } from '../../../protocol/feed.ts'
import {
  ask,
  evict,
  FaultyStore,
  get,
  inRoot,
  killFlag,
  kv,
  moveClock,
  post,
  publishedHead,
  putDocument,
  settle,
} from '../deployment.ts'

type Step =
  | { readonly kind: 'kill' | 'lift'; readonly flag: string }
  | { readonly kind: 'write'; readonly on: readonly string[] }
  | { readonly kind: 'rollback'; readonly back: number }
  | { readonly kind: 'kv'; readonly mode: 'ok' | 'throw' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end' }

const names = ['a', 'b', 'c']
const flag = fc.constantFrom(...names)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('kill' as const), flag }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('lift' as const), flag }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), on: fc.subarray(names) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rollback' as const), back: fc.integer({ min: 0, max: 4 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('kv' as const), mode: fc.constantFrom('ok' as const, 'throw' as const) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_000, 30_000, 700_000) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'end' as const }) },
)

/** The root begins anew after an end: the clock goes on, and KV is as broken as it was. */
class World {
  readonly store = new FaultyStore()
  #elapsedMs = 0

  async install(): Promise<void> {
    const elapsedMs = this.#elapsedMs
    await inRoot((root) => {
      root.surroundings.store = this.store
      root.surroundings.now = () => Date.now() + elapsedMs
    })
  }

  async take(one: Step): Promise<void> {
    if (one.kind === 'kill') await killFlag(one.flag)
    else if (one.kind === 'lift') await this.#lift(one.flag)
    else if (one.kind === 'write') {
      await putDocument({ flags: Object.fromEntries(names.map((name) => [name, { enabled: one.on.includes(name) }])) })
    } else if (one.kind === 'rollback') {
      await post(`/api/v1/revisions/${one.back}/rollback`, { reason: 'r' }, { headers: { 'if-match': '*' } })
    } else if (one.kind === 'kv') this.store.mode = one.mode
    else if (one.kind === 'wait') {
      this.#elapsedMs += one.ms
      await moveClock(one.ms)
      await inRoot((root) => root.alarm())
    } else {
      await evict()
      await this.install()
    }
  }

  async #lift(name: string): Promise<void> {
    const { items } = (await get('/api/v1/kills')).body
    const found = items.find(({ target }: { target: { flag?: string } }) => target.flag === name)
    if (found !== undefined) await ask('DELETE', `/api/v1/kills/${found.id}?reason=over`)
  }
}

class Watch {
  #last: Feed | undefined
  readonly #seen = new Map<string, string>()

  see(value: unknown): Feed {
    const feed = parseFeed(value)
    expect(feed).not.toBeNull()
    const place = `${feed!.epoch}/${feed!.seq}`
    const text = JSON.stringify(feed)
    expect(this.#seen.get(place) ?? text).toBe(text)
    this.#seen.set(place, text)
    return feed!
  }

  advance(value: unknown): void {
    const feed = this.see(value)
    if (this.#last !== undefined) expect(compareFeeds(feed, this.#last)).toBeGreaterThanOrEqual(0)
    this.#last = feed
  }
}

it('the feed never goes back, and never says two things', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const world = new World()
      await world.install()
      const roots = new Watch()
      let mirrored: Feed | undefined
      for (const one of [...steps, { kind: 'kv', mode: 'ok' } as const]) {
        await world.take(one)
        roots.advance(
          (await inRoot((root) => root.pull({ relay: 'oc', sightings: [], colos: [] })).catch(() => undefined)) ??
            (await headFeed()),
        )
        const head = await publishedHead()
        if (head === null) continue
        const feed = roots.see(head)
        if (mirrored !== undefined) expect(compareFeeds(feed, mirrored)).toBeGreaterThanOrEqual(0)
        mirrored = feed
        expect(await kv.get(`snapshot/${feed.revision}`)).not.toBeNull()
      }
      await settle()
      const { committedRevision, revision, seq } = (await get('/api/v1/head')).body
      expect(revision).toBe(committedRevision)
      if (seq > 0) expect(await publishedHead()).toMatchObject({ seq, revision })
      expect((await get('/api/v1/audit/verify')).body.ok).toBe(true)
      await reset()
    }),
    { numRuns: 15 },
  )
}, 120_000)

/** What a root that has never published would vouch for. */
async function headFeed(): Promise<unknown> {
  const { epoch, seq, revision, kills, lowered } = (await get('/api/v1/head')).body
  return { format: 1, epoch, seq, revision, kills, lowered }
}
