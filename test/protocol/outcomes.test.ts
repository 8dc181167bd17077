import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketOf } from '../../domain/guard/latency.ts'
import { maxCountsPerBatch, parseOutcomes } from '../../protocol/outcomes.ts'

const good = { flag: 'fix', variant: 'on', units: 10, failing: 1, converted: 2, ageMs: 400, version: '7' }
const batch = (outcome: unknown) => ({ batch: 'b1', system: 'checkout', outcomes: [outcome] })
const pathsOf = (input: unknown): string[] => {
  const parsed = parseOutcomes(input)
  return parsed.ok ? [] : parsed.error.map(({ path }) => path)
}

describe('a beacon', () => {
  it('is read with what it leaves out', () => {
    expect(parseOutcomes(batch({ units: 3 }))).toEqual({
      ok: true,
      value: {
        batch: 'b1',
        system: 'checkout',
        counts: [
          { flag: null, variant: null, ageMs: 0, units: 3, failing: 0, converted: 0, requests: false, latency: {} },
        ],
      },
    })
  })

  it('may list its latencies or count them', () => {
    const listed = parseOutcomes(batch({ ...good, latencyMs: [80, 80, 0] }))
    expect(listed.ok && listed.value.counts[0]!.latency).toEqual({ [bucketOf(80)]: 2, [bucketOf(0)]: 1 })
    const counted = parseOutcomes(batch({ ...good, latency: { [bucketOf(80)]: 5 } }))
    expect(counted.ok && counted.value.counts[0]!.latency).toEqual({ [bucketOf(80)]: 5 })
  })

  it.each<[string, unknown, string]>([
    ['no object', [], ''],
    ['no batch', { system: 's', outcomes: [good] }, '/batch'],
    ['no system', { batch: 'b', outcomes: [good] }, '/system'],
    ['no outcomes', { batch: 'b', system: 's' }, '/outcomes'],
    ['too many outcomes', { ...batch(good), outcomes: new Array(maxCountsPerBatch + 1).fill(good) }, '/outcomes'],
    ['another member', { ...batch(good), secret: 1 }, '/secret'],
    ['a negative count', batch({ ...good, units: -1 }), '/outcomes/0/units'],
    ['a huge count', batch({ ...good, units: 1e12 }), '/outcomes/0/units'],
    ['half a unit', batch({ ...good, failing: 0.5 }), '/outcomes/0/failing'],
    ['more failing than there are', batch({ ...good, failing: 11 }), '/outcomes/0/failing'],
    ['more converted than there are', batch({ ...good, converted: 11 }), '/outcomes/0/converted'],
    ['an interval of the future', batch({ ...good, ageMs: -5 }), '/outcomes/0/ageMs'],
    ['a flag without a name', batch({ ...good, flag: '' }), '/outcomes/0/flag'],
    ['too few slices', batch({ ...good, slices: [1] }), '/outcomes/0/slices'],
    ['a bucket that is none', batch({ ...good, latency: { x: 1 } }), '/outcomes/0/latency'],
    ['a latency in words', batch({ ...good, latencyMs: ['1'] }), '/outcomes/0/latencyMs'],
    ['both latencies', batch({ ...good, latency: {}, latencyMs: [] }), '/outcomes/0/latency'],
    ['a text for yes', batch({ ...good, requests: 'yes' }), '/outcomes/0/requests'],
    ['a number for an outcome', batch(7), '/outcomes/0'],
  ])('with %s is refused at its place', (_, input, path) => {
    expect(pathsOf(input)).toContain(path)
  })

  it('of any shape gets an answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof parseOutcomes(value).ok).toBe('boolean')
        expect(typeof parseOutcomes(batch(value)).ok).toBe('boolean')
      }),
    )
  })
})
