import { describe, expect, it } from 'vitest'
import { maxSkewMs, parseEntry, parseMarker, renderEntry, renderMarker } from '../../worker/feed/feed-entry.ts'
import { feedAt } from './fake-relays.ts'

const entry = { feed: feedAt(3), asOfMs: 900, storedAtMs: 1_000, avoided: { oc: 5_000 } }

describe("an entry of the location's cache", () => {
  it('is read as it was written', () => {
    expect(parseEntry(renderEntry(entry), 1_000)).toEqual(entry)
  })

  it('may come from a clock that is a little ahead, not from the future', () => {
    expect(parseEntry(renderEntry(entry), 1_000 - maxSkewMs)).toEqual(entry)
    expect(parseEntry(renderEntry(entry), 1_000 - maxSkewMs - 1)).toBeNull()
  })

  it.each([
    ['nothing', null],
    ['no JSON', 'feed'],
    ['another shape', '{"feed":1}'],
    ['an evidence newer than its storing', renderEntry({ ...entry, asOfMs: 1_001 })],
    ['times that are no numbers', JSON.stringify({ ...entry, storedAtMs: '1000' })],
    ['a feed that is none', JSON.stringify({ ...entry, feed: { ...entry.feed, seq: -1 } })],
  ])('is not there when the cache holds %s', (_, text) => {
    expect(parseEntry(text, 1_000)).toBeNull()
  })

  it('survives nonsense about relays', () => {
    expect(parseEntry(JSON.stringify({ ...entry, avoided: { oc: 'x' } }), 1_000)?.avoided).toEqual({})
    expect(parseEntry(JSON.stringify({ ...entry, avoided: 7 }), 1_000)?.avoided).toEqual({})
  })
})

describe('a marker', () => {
  it('is read as it was written', () => {
    const marker = { atMs: 5, failed: true, avoided: {} }
    expect(parseMarker(renderMarker(marker))).toEqual(marker)
  })

  it.each([null, '', '5', '{"atMs":"5","failed":true}', '{"atMs":5}'])('%j is none', (text) => {
    expect(parseMarker(text)).toBeNull()
  })
})
