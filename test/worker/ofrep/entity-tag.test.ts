// The ETag of bulk answers, as clients use it that poll.

import { beforeEach, describe, expect, it } from 'vitest'
import type { FlagDocument } from '../../../domain/flag/flag-document.ts'
import { all, asking, createIsolateFixture, type IsolateFixture, one } from '../isolate-fixture.ts'
import { shop, shopWith } from '../shop-document.ts'

let edge: IsolateFixture

beforeEach(async () => {
  edge = createIsolateFixture()
  await edge.store.publish(shop)
})

async function tagFor(context: object, ask = edge.ask): Promise<string> {
  return (await ask(all, asking(context))).headers.get('etag')!
}

describe('If-None-Match', () => {
  it.each([
    ['the tag itself', (tag: string) => tag],
    ['its weak form', (tag: string) => `W/${tag}`],
    ['a list with it', (tag: string) => `"another", W/${tag} , "third"`],
    ['any tag', () => '*'],
  ])('gets 304 without a body for %s', async (_name, header) => {
    const tag = await tagFor({ plan: 'gold' })
    const response = await edge.ask(all, asking({ plan: 'gold' }, { 'if-none-match': header(tag) }))
    expect(response.status).toBe(304)
    expect(await response.text()).toBe('')
    expect(response.headers.get('etag')).toBe(tag)
  })

  it.each(['"another"', '', '""', 'W/"', 'unquoted'])('gets the whole answer for the foreign tag %s', async (tag) => {
    const response = await edge.ask(all, asking({}, { 'if-none-match': tag }))
    expect(response.status).toBe(200)
  })

  it('means nothing to the single door, which has no tag', async () => {
    const tag = await tagFor({})
    const response = await edge.ask(one('banner'), asking({}, { 'if-none-match': tag }))
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBeNull()
  })
})

describe('the tag', () => {
  it('is quoted, and the same for the same answer', async () => {
    const tag = await tagFor({ plan: 'gold' })
    expect(tag).toMatch(/^"[^"]+"$/)
    expect(await tagFor({ plan: 'gold', unread: 1 })).toBe(tag)
  })

  it('is the same in another isolate that holds the same revision', async () => {
    const other = createIsolateFixture({ store: edge.store })
    expect(await tagFor({ plan: 'gold' }, other.ask)).toBe(await tagFor({ plan: 'gold' }))
  })

  it('changes with any attribute that changes an outcome', async () => {
    expect(await tagFor({ plan: 'gold' })).not.toBe(await tagFor({ plan: 'tin' }))
  })

  it('is one per answer over many users', async () => {
    const texts = new Map<string, string>()
    for (let i = 0; i < 60; i++) {
      const response = await edge.ask(all, asking({ targetingKey: `user-${i}`, plan: i % 3 === 0 ? 'gold' : 'tin' }))
      const tag = response.headers.get('etag')!
      const text = await response.text()
      expect(texts.get(tag) ?? text).toBe(text)
      texts.set(tag, text)
    }
    expect(texts.size).toBe(new Set(texts.values()).size)
    expect(texts.size).toBe(4)
  })

  it('changes with the revision though the outcomes look alike', async () => {
    const before = await tagFor({})
    await edge.store.publish(shopWith({ banner: { ...shop.flags.banner, variants: { on: true, off: true } } }))
    await edge.clock.advance(31_000)
    await edge.ask(all, asking({}))
    await edge.idle()
    expect(await tagFor({})).not.toBe(before)
  })

  it('changes with a kill, within one revision', async () => {
    const before = await tagFor({})
    await edge.store.publish(shop, { kills: [{ flag: 'dormant' }] })
    await edge.clock.advance(31_000)
    await edge.ask(all, asking({}))
    await edge.idle()
    expect(await tagFor({})).not.toBe(before)
  })
})

describe('the tag while nothing can be served', () => {
  const fallbackOf = (value: string): FlagDocument => ({
    flags: { spare: { state: 'ENABLED', variants: { only: value }, defaultVariant: 'only' } },
  })

  /** The bulk answer of an isolate whose last known good is too old. */
  async function stale(flags: Readonly<Record<string, object>>, fallback: FlagDocument) {
    const isolate = createIsolateFixture({ fallback })
    await isolate.store.publish({ flags })
    await isolate.ask(all, asking({}))
    isolate.store.fault = () => null
    await isolate.clock.advance(121_000)
    const response = await isolate.ask(all, asking({}))
    expect(response.headers.get('fuseboard-tier')).toBe('fallback')
    return { tag: response.headers.get('etag'), text: await response.text() }
  }

  it('differs where the answers differ, whatever document they come from', async () => {
    const answers = [
      await stale({ a: shop.flags.banner }, fallbackOf('one')),
      await stale({ b: shop.flags.banner }, fallbackOf('one')),
      await stale({ a: shop.flags.banner }, fallbackOf('two')),
      await stale({ spare: shop.flags.banner }, fallbackOf('one')),
    ]
    expect(new Set(answers.map(({ text }) => text)).size).toBe(answers.length)
    expect(new Set(answers.map(({ tag }) => tag)).size).toBe(answers.length)
  })
})
