import { describe, expect, it } from 'vitest'
import { parseTag, tagOf } from '../../worker/ofrep/position-tag.ts'
import { type Moment, openingOf, stepStream } from '../../worker/ofrep/stream-step.ts'
import { feedAt, revision } from './fake-relays.ts'

const other = 'b'.repeat(64)
const at = (nowMs: number, seq: number, held: string | undefined = revision, movedAtMs = 0): Moment => ({
  nowMs,
  movedAtMs,
  position: { feed: feedAt(seq), held },
})
const quiet = (): ReturnType<typeof openingOf> => openingOf(at(60_000, 1), null)
const tag = '"1.1.aaaaaaaaaaaa"'

describe('the beginning of a stream', () => {
  it('tells how soon to come back, and where it stands, and wakes nobody', () => {
    expect(quiet().chunk).toBe(`retry: 1000\nid: ${tag}\n\n`)
    expect(stepStream(quiet().state, at(60_000, 1)).chunk).toBe('')
  })

  it('is followed by an event for a client that missed something while it was away', () => {
    const { chunk, state } = openingOf(at(60_000, 2), tag)
    expect(chunk).toBe('retry: 1000\n\n')
    expect(stepStream(state, at(60_000, 2)).chunk).toContain('refetchEvaluation')
  })

  it('is followed by none for a client that missed nothing', () => {
    const { state } = openingOf(at(60_000, 1), tag)
    expect(stepStream(state, at(60_000, 1)).chunk).toBe('')
  })

  it('is followed by an event where the last change is so recent that the client may have asked before it', () => {
    const { state } = openingOf(at(60_000, 1, revision, 50_001), null)
    expect(stepStream(state, at(60_000, 1, revision, 50_001)).chunk).toContain('refetchEvaluation')
  })
})

describe('a stream', () => {
  it('sends one event for a kill, with the tag that a client names when it asks again', () => {
    const { chunk, state } = stepStream(quiet().state, at(61_000, 2))
    const [event, id, data, ...end] = chunk.split('\n')
    expect([event, end]).toEqual(['event: message', ['', '']])
    expect(id).toBe('id: "1.2.aaaaaaaaaaaa"')
    expect(JSON.parse(data!.slice('data: '.length))).toEqual({ type: 'refetchEvaluation', etag: '"1.2.aaaaaaaaaaaa"' })
    expect(stepStream(state, at(61_100, 2)).chunk).toBe('')
  })

  it('tells of a revision once it is held, so that clients ask once', () => {
    const named = { ...at(61_000, 2), position: { feed: feedAt(2, [], { revision: other }), held: revision } }
    const waiting = stepStream(quiet().state, named)
    expect(waiting.chunk).toBe('')
    const loaded = { ...named, nowMs: 61_100, position: { ...named.position, held: other } }
    expect(stepStream(waiting.state, loaded).chunk).toContain('id: "1.2.bbbbbbbbbbbb"')
  })

  it('does not keep a change back for long when the revision does not come', () => {
    const named = { ...at(61_000, 2), position: { feed: feedAt(2, [], { revision: other }), held: revision } }
    const waiting = stepStream(quiet().state, named)
    expect(stepStream(waiting.state, { ...named, nowMs: 61_249 }).chunk).toBe('')
    expect(stepStream(waiting.state, { ...named, nowMs: 61_250 }).chunk).toContain('id: "1.2.aaaaaaaaaaaa"')
  })

  it('sends a comment after fifteen seconds of silence', () => {
    const { state } = quiet()
    expect(stepStream(state, at(74_999, 1)).chunk).toBe('')
    const beat = stepStream(state, at(75_000, 1))
    expect(beat.chunk).toBe(':\n\n')
    expect(stepStream(beat.state, at(75_001, 1)).chunk).toBe('')
  })
})

describe('a tag', () => {
  it('is read as it was written', () => {
    expect(parseTag(tagOf({ feed: feedAt(42), held: revision }))).toEqual({ epoch: 1, seq: 42 })
    expect(parseTag(tagOf({ feed: undefined, held: undefined }))).toEqual({ epoch: 0, seq: 0 })
  })

  it.each(['', '"1.2"', '1.2.xyz', '"1.2.aaaaaaaaaaaa" or', `"1.${'9'.repeat(16)}.none"`])('%j is none', (text) => {
    expect(parseTag(text)).toBeNull()
  })
})
