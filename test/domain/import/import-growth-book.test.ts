import { describe, expect, it } from 'vitest'
import { importGrowthBook } from '../../../domain/import/import-growth-book.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { fidelities, trial } from './evaluate.ts'

const feature = (rules: Json[], defaultValue: Json = false) => ({ features: { f: { defaultValue, rules } } })
const ask = (input: unknown, context: JsonObject) => trial(importGrowthBook, input).value('f', context)

describe('a GrowthBook feature', () => {
  it('answers its default, and the first rule that fits', () => {
    const { value } = trial(
      importGrowthBook,
      feature(
        [
          { condition: { id: 'ada' }, force: 'a' },
          { condition: { plan: 'pro' }, force: 'b' },
        ],
        'c',
      ),
    )
    expect(value('f', { targetingKey: 'ada', plan: 'pro' })).toBe('a')
    expect(value('f', { targetingKey: 'bob', plan: 'pro' })).toBe('b')
    expect(value('f')).toBe('c')
  })

  it.each<[Json, JsonObject, boolean]>([
    [{ country: 'DE' }, { country: 'DE' }, true],
    [{ n: '5' }, { n: 5 }, true],
    [{ 'account.plan': 'pro' }, { account: { plan: 'pro' } }, true],
    [{ a: { $in: ['x', 'y'] } }, { a: ['z', 'y'] }, true],
    [{ a: { $nin: ['x'] } }, {}, true],
    [{ a: { $ne: 'x' } }, { a: 'y' }, true],
    [{ age: { $gt: 17, $lt: 30 } }, { age: 18 }, true],
    [{ age: { $gt: 17, $lt: 30 } }, { age: 30 }, false],
    [{ a: { $exists: false } }, {}, true],
    [{ beta: true }, { beta: true }, true],
    [{ beta: false }, {}, false],
    [{ a: null }, {}, true],
    [{ $or: [{ a: 1 }, { b: 2 }] }, { b: 2 }, true],
    [{ $nor: [{ a: 1 }] }, { a: 1 }, false],
    [{ $not: { a: { $eq: 1 } } }, { a: 2 }, true],
    [{ email: { $regex: '@x\\.com$' } }, { email: 'a@x.com' }, true],
    [{ email: { $not: { $regex: '@x\\.com$' } } }, { email: 'a@x.com' }, false],
    [{ tags: { $elemMatch: { $eq: 'x' } } }, { tags: ['w', 'x'] }, true],
    [{ tags: { $elemMatch: { $eq: 'x' } } }, { tags: 'x' }, false],
    [{ tags: { $all: ['x', 'y'] } }, { tags: ['y', 'x', 'z'] }, true],
    [{ tags: { $all: [] } }, { tags: 'x' }, false],
    [{ a: { $lte: 0 } }, {}, true],
    [{ a: false }, { a: [] }, false],
    [{ v: { $vgte: '1.2.0' } }, { v: '1.10.0' }, true],
    [{ a: { $type: 'number' } }, { a: 1 }, true],
    [{ id: { $inGroup: 'g' } }, { targetingKey: 'ada' }, true],
    [{ id: { $notInGroup: 'g' } }, { targetingKey: 'ada' }, false],
    // These cannot be said, so nobody gets the feature by them.
    [{ id: { $inGroup: 'gone' } }, { targetingKey: 'ada' }, false],
    [{ id: { $notInGroup: 'gone' } }, { targetingKey: 'ada' }, false],
    [{ a: { $not: { $regex: '[0-9]' } } }, { a: 'x' }, false],
    [{ a: { $size: 2 } }, { a: [1, 2] }, false],
    [{ a: { $unheard: 1 } }, { a: 1 }, false],
  ])('with the condition %j asks %j', (condition, context, expected) => {
    const input = { ...feature([{ condition, force: true }]), savedGroups: { g: ['ada'] } }
    expect(ask(input, context)).toBe(expected)
  })

  it('is off for everybody whom a block that cannot be said may mean', () => {
    const blocked = feature([{ condition: { a: { $regex: '[0-9]' } }, force: false }], true)
    const { value, report } = trial(importGrowthBook, blocked)
    expect(value('f', { a: 'x' })).toBe(false)
    expect(fidelities(report, '/features/f/rules/0/condition/a/$regex')).toEqual(['dropped'])
  })

  it('covers the share, and all or nobody exactly', () => {
    const share = (coverage: number) => trial(importGrowthBook, feature([{ force: true, coverage }])).share('f', true)
    expect(share(0.3)).toBeCloseTo(0.3, 1)
    expect(share(1)).toBe(1)
    expect(share(0)).toBe(0)
  })

  it('divides an experiment, and keeps namespaces apart', () => {
    const experiment = { variations: ['a', 'b'], weights: [0.2, 0.8] }
    expect(trial(importGrowthBook, feature([experiment], 'c')).share('f', 'b')).toBeCloseTo(0.8, 1)
    const halves = feature(
      [
        { ...experiment, namespace: ['n', 0, 0.5] },
        { variations: ['x', 'y'], namespace: ['n', 0.5, 1] },
      ],
      'c',
    )
    expect(trial(importGrowthBook, halves).share('f', 'c')).toBe(0)
  })

  it('needs its prerequisites', () => {
    const rules = [{ condition: { plan: 'pro' }, force: true }]
    const gated = [
      { parentConditions: [{ id: 'p', condition: { value: true }, gate: true }] },
      { force: 'on', parentConditions: [{ id: 'p', condition: { value: true } }] },
    ]
    const { value } = trial(importGrowthBook, {
      features: { p: { defaultValue: false, rules }, f: { defaultValue: 'd', rules: gated } },
    })
    expect(value('f', { plan: 'pro' })).toBe('on')
    expect(value('f', {})).toBeUndefined()
  })

  it('disabled in an environment of a list answers the caller’s default', () => {
    const environments = { production: { enabled: false }, dev: { enabled: true, definition: '{"defaultValue":true}' } }
    const list = { features: [{ id: 'f', valueType: 'boolean', defaultValue: 'true', owner: 'ada', environments }] }
    expect(trial(importGrowthBook, list, { environment: 'production' }).value('f')).toBeUndefined()
    expect(trial(importGrowthBook, list, { environment: 'dev' }).value('f')).toBe(true)
  })
})

it('an encrypted payload is a problem', () => {
  const found = importGrowthBook({ encryptedFeatures: 'abc' })
  expect(found.ok ? [] : found.error.map(({ path }) => path)).toEqual(['/encryptedFeatures'])
})
