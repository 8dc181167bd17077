import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareFeeds, type Feed, isRevision, parseFeed } from '../../protocol/feed.ts'

const revision = 'a1'.repeat(32)
const feed: Feed = {
  format: 1,
  epoch: 2,
  seq: 42,
  revision,
  kills: [
    { seq: 40, target: { flag: 'new-checkout' } },
    { seq: 41, target: { system: 'payments' } },
    { seq: 42, target: { all: true } },
  ],
  lowered: { 'fraud-check': 40 },
}

const without = (name: keyof Feed): object => {
  const { [name]: _, ...rest } = feed
  return rest
}
const withKill = (kill: unknown): object => ({ ...feed, kills: [kill] })

describe('parsing a feed', () => {
  it('takes what is written as one', () => {
    expect(parseFeed(JSON.parse(JSON.stringify(feed)))).toEqual(feed)
    expect(parseFeed({ ...feed, epoch: 0, seq: 0, kills: [], lowered: {} })).not.toBeNull()
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', JSON.stringify(feed)],
    ['a list', [feed]],
    ['an empty object', {}],
    ...(['format', 'epoch', 'seq', 'revision', 'kills', 'lowered'] as const).map(
      (name) => [`a feed without ${name}`, without(name)] as [string, unknown],
    ),
    ['another format', { ...feed, format: 2 }],
    ['a format written as text', { ...feed, format: '1' }],
    ['a negative seq', { ...feed, seq: -1 }],
    ['half a seq', { ...feed, seq: 1.5 }],
    ['a seq beyond what is exact', { ...feed, seq: 2 ** 53 }],
    ['a seq that is text', { ...feed, seq: '42' }],
    ['a negative epoch', { ...feed, epoch: -1 }],
    ['a short revision', { ...feed, revision: 'a1' }],
    ['an upper-case revision', { ...feed, revision: revision.toUpperCase() }],
    ['a revision with a line end', { ...feed, revision: `${revision}\n` }],
    ['a revision that is a path', { ...feed, revision: `../${revision}` }],
    ['kills that are a map', { ...feed, kills: {} }],
    ['a kill that is null', withKill(null)],
    ['a kill without seq', withKill({ target: { all: true } })],
    ['a kill without target', withKill({ seq: 1 })],
    ['a target that is text', withKill({ seq: 1, target: 'all' })],
    ['a target of nothing', withKill({ seq: 1, target: {} })],
    ['a target that is not all', withKill({ seq: 1, target: { all: false } })],
    ['a target of an unknown kind', withKill({ seq: 1, target: { region: 'eu' } })],
    ['a target of two kinds', withKill({ seq: 1, target: { flag: 'a', all: false } })],
    ['a flag that is a number', withKill({ seq: 1, target: { flag: 1 } })],
    ['lowerings that are a list', { ...feed, lowered: [] }],
    ['a lowering without a seq', { ...feed, lowered: { a: null } }],
    ['a lowering at a negative seq', { ...feed, lowered: { a: -1 } }],
  ])('refuses %s', (_name, value) => {
    expect(parseFeed(value)).toBeNull()
  })

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), (value) => parseFeed(value) === null))
    fc.assert(fc.property(fc.jsonValue(), (value) => parseFeed(value) === null))
  })
})

describe('the order of feeds', () => {
  const position = fc.record({ epoch: fc.nat(5), seq: fc.nat(5) })

  it('is by epoch, then by seq', () => {
    expect(compareFeeds({ epoch: 2, seq: 0 }, { epoch: 1, seq: 99 })).toBeGreaterThan(0)
    expect(compareFeeds({ epoch: 1, seq: 3 }, { epoch: 1, seq: 4 })).toBeLessThan(0)
    expect(compareFeeds({ epoch: 1, seq: 4 }, { epoch: 1, seq: 4 })).toBe(0)
  })

  it('is total', () => {
    fc.assert(
      fc.property(position, position, position, (a, b, c) => {
        expect(Math.sign(compareFeeds(a, b))).toBe(0 - Math.sign(compareFeeds(b, a)))
        if (compareFeeds(a, b) <= 0 && compareFeeds(b, c) <= 0) expect(compareFeeds(a, c)).toBeLessThanOrEqual(0)
      }),
    )
  })
})

describe('a revision', () => {
  it('is 64 lower-case hexadecimal digits and nothing else', () => {
    expect(isRevision(revision)).toBe(true)
    for (const text of ['', revision.slice(1), `${revision}0`, `${revision}\n`, ` ${revision}`, 'g'.repeat(64)]) {
      expect(isRevision(text)).toBe(false)
    }
  })
})
