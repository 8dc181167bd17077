import { describe, expect, it } from 'vitest'
import { importUnleash } from '../../../domain/import/import-unleash.ts'
import type { JsonObject } from '../../../domain/json.ts'
import { fidelities, trial } from './evaluate.ts'

const strategy = (name: string, parameters: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  name,
  parameters,
  ...more,
})
const client = (feature: JsonObject, more: JsonObject = {}) => ({
  version: 2,
  features: [{ name: 'f', enabled: true, ...feature }],
  ...more,
})
const ask = (input: unknown, context: JsonObject) => trial(importUnleash, input).value('f', context)
const constrained = (constraint: JsonObject) =>
  client({ strategies: [strategy('default', {}, { constraints: [constraint] })] })

describe('an Unleash feature', () => {
  it('is on for everybody without strategies, and for nobody when it is off', () => {
    expect(ask(client({ strategies: [] }), {})).toBe(true)
    expect(ask(client({ enabled: false, strategies: [strategy('default')] }), {})).toBe(false)
  })

  it('is on when any strategy is', () => {
    const input = client({
      strategies: [
        strategy('userWithId', { userIds: 'ada, bob' }),
        strategy('remoteAddress', { IPs: '10.1.0.0/16,192.0.2.7' }),
      ],
    })
    const { value } = trial(importUnleash, input)
    expect(value('f', { targetingKey: 'bob' })).toBe(true)
    expect(value('f', { targetingKey: 'eve' })).toBe(false)
    expect(value('f', { targetingKey: 'eve', remoteAddress: '10.1.2.3' })).toBe(true)
    expect(value('f', { targetingKey: 'eve', remoteAddress: '10.10.2.3' })).toBe(false)
  })

  it.each<[JsonObject, JsonObject, boolean]>([
    [{ contextName: 'country', operator: 'IN', values: ['DE', 'AT'] }, { country: 'AT' }, true],
    [{ contextName: 'n', operator: 'IN', values: ['5', '7'] }, { n: 5 }, true],
    [{ contextName: 'country', operator: 'NOT_IN', values: ['DE'] }, {}, true],
    [{ contextName: 'country', operator: 'IN', values: ['DE'], inverted: true }, { country: 'DE' }, false],
    [{ contextName: 'email', operator: 'STR_ENDS_WITH', values: ['@x.com'] }, { email: 'a@x.com' }, true],
    [{ contextName: 'email', operator: 'STR_CONTAINS', values: ['X'], caseInsensitive: true }, { email: 'aXb' }, true],
    [
      { contextName: 'email', operator: 'STR_CONTAINS', values: ['X'], caseInsensitive: true, inverted: true },
      { email: 'axb' },
      false,
    ],
    [{ contextName: 'age', operator: 'NUM_GTE', value: '18' }, { age: '18' }, true],
    [{ contextName: 'age', operator: 'NUM_LT', value: '18' }, {}, false],
    [{ contextName: 'v', operator: 'SEMVER_GT', value: '1.2.3' }, { v: '1.10.0' }, true],
    [{ contextName: 'currentTime', operator: 'DATE_AFTER', value: '2020-01-01T00:00:00Z' }, {}, true],
    [{ contextName: 'currentTime', operator: 'DATE_BEFORE', value: '2020-01-01T00:00:00Z' }, {}, false],
    [{ contextName: 'x', operator: 'REGEX', value: '[0-9]+', inverted: true }, { x: 'a' }, false],
  ])('with the constraint %j asks %j', (constraint, context, expected) => {
    expect(ask(constrained(constraint), context)).toBe(expected)
  })

  it('rolls out to the share, and to all or nobody exactly', () => {
    const rollout = (percent: string) =>
      client({ strategies: [strategy('flexibleRollout', { rollout: percent, stickiness: 'default' })] })
    expect(trial(importUnleash, rollout('25')).share('f', true)).toBeCloseTo(0.25, 1)
    expect(trial(importUnleash, rollout('100')).share('f', true)).toBe(1)
    expect(trial(importUnleash, rollout('0')).share('f', true)).toBe(0)
    expect(fidelities(trial(importUnleash, rollout('25')).report, '/features/0/strategies/0')).toEqual(['approximate'])
  })

  it('asks its segments, and stays off for one that is missing', () => {
    const segments = [
      { id: 4, name: 'staff', constraints: [{ contextName: 'email', operator: 'STR_ENDS_WITH', values: ['@x.com'] }] },
    ]
    const of = (id: number) => client({ strategies: [strategy('default', {}, { segments: [id] })] }, { segments })
    expect(ask(of(4), { email: 'a@x.com' })).toBe(true)
    expect(ask(of(4), { email: 'a@y.com' })).toBe(false)
    expect(ask(of(5), { email: 'a@x.com' })).toBe(false)
  })

  it('needs the features it depends on', () => {
    const parent = { name: 'p', enabled: true, strategies: [strategy('userWithId', { userIds: 'ada' })] }
    const child = (enabled: boolean) => ({
      features: [parent, { name: 'f', enabled: true, strategies: [], dependencies: [{ feature: 'p', enabled }] }],
    })
    expect(ask(child(true), { targetingKey: 'ada' })).toBe(true)
    expect(ask(child(true), { targetingKey: 'bob' })).toBe(false)
    expect(ask(child(false), { targetingKey: 'bob' })).toBe(true)
  })

  it('keeps a strategy of another kind off, loudly', () => {
    const { value, report } = trial(
      importUnleash,
      client({ strategies: [strategy('applicationHostname', { hostNames: 'a' })] }),
    )
    expect(value('f')).toBe(false)
    expect(fidelities(report, '/features/0/strategies/0')).toContain('dropped')
  })

  it('has its variants in a flag of their own', () => {
    const variants = [
      {
        name: 'red',
        weight: 500,
        payload: { type: 'string', value: '#f00' },
        overrides: [{ contextName: 'userId', values: ['ada'] }],
      },
      { name: 'blue', weight: 500, payload: { type: 'string', value: '#00f' } },
    ]
    const { value, share } = trial(importUnleash, client({ strategies: [strategy('default')], variants }))
    expect(value('f')).toBe(true)
    expect(value('f.variant', { targetingKey: 'ada' })).toBe('#f00')
    expect(share('f.variant', '#00f')).toBeCloseTo(0.5, 1)
  })
})

describe('an export of the state', () => {
  const exported = {
    features: [{ name: 'f', type: 'operational', description: 'Shows F' }],
    featureStrategies: [
      { featureName: 'f', environment: 'production', name: 'default', constraints: [], parameters: {} },
      { featureName: 'f', environment: 'development', name: 'default', disabled: true },
    ],
    featureEnvironments: [
      { featureName: 'f', environment: 'production', enabled: false },
      { featureName: 'f', environment: 'development', enabled: true },
    ],
    featureTags: [{ featureName: 'f', tagType: 'simple', tagValue: 'x' }],
    tagTypes: [],
  }

  it('is read in the environment asked for', () => {
    expect(importUnleash(exported).ok).toBe(false)
    const { value, document, report } = trial(importUnleash, exported, { environment: 'development' })
    // All its strategies are disabled: nobody has it.
    expect(value('f')).toBe(false)
    expect((document.flags as JsonObject).f).toMatchObject({ fuseboard: { kind: 'ops', description: 'Shows F' } })
    expect(fidelities(report, '/featureTags/0')).toEqual(['dropped'])
    expect(fidelities(report, '/featureEnvironments/0')).toEqual(['dropped'])
  })
})
