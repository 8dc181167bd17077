// The service binding from a second worker, on real workerd. The evaluator asks for keys here: the binding needs none.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvaluationDetails } from '../../../protocol/binding.ts'
import { sdkDocument } from '../sdk-document.ts'
import type { Call } from './consumer/main.ts'
import { startTwoWorkers, type TwoWorkers } from './two-workers.ts'

let workers: TwoWorkers

beforeAll(async () => {
  workers = await startTwoWorkers()
})
afterAll(() => workers?.stop())

const value = async (...args: Parameters<TwoWorkers['call']>) => (await workers.call(...args)).value
const gold = { context: { plan: 'gold' } }

describe('before anything is published', () => {
  it('the binding is off, with the cause, and gives the default of the caller', async () => {
    expect(await value('isEnabled', 'banner')).toBe(false)
    expect(await value('getStringValue', 'provider', { otherwise: 'mine' })).toBe('mine')
    expect(await value('getBooleanDetails', 'banner', { otherwise: true })).toEqual({
      flagKey: 'banner',
      value: true,
      reason: 'DISABLED',
      source: { revision: 'none', ageMs: expect.any(Number), tier: 'off', cause: 'kv_missing' },
    })
  })

  it('the gate is closed', async () => {
    expect(await workers.fetch('/checkout', { 'x-plan': 'gold' })).toMatchObject({ status: 404 })
  })
})

describe('once flags are published', () => {
  beforeAll(() => workers.publish(sdkDocument, [{ flag: 'doomed' }]))

  it.each<[Call['method'], string, unknown, unknown]>([
    ['get', 'banner', undefined, true],
    ['get', 'provider', undefined, 'stripe'],
    ['get', 'undecided', 'mine', 'mine'],
    ['get', 'nobody', { a: 1 }, { a: 1 }],
    ['getValue', 'perMinute', 0, 30.5],
    ['getValue', 'perMinute', 'none', 'none'],
    ['getBooleanValue', 'banner', false, true],
    ['getBooleanValue', 'größe/50% 😀', false, true],
    ['getStringValue', 'provider', 'none', 'stripe'],
    ['getNumberValue', 'perMinute', 0, 30.5],
    ['getObjectValue', 'limits', {}, { perMinute: 30, paths: ['/a', null] }],
    ['getStringValue', 'doomed', 'mine', 'never'],
    ['getBooleanValue', 'dormant', true, true],
    ['getBooleanValue', 'failing', true, true],
    ['getBooleanValue', 'nobody', true, true],
    ['getStringValue', 'banner', 'mine', 'mine'],
    ['getObjectValue', 'provider', {}, {}],
  ])('%s of %s, by default %j, is %j', async (method, key, otherwise, expected) => {
    expect(await value(method, key, { otherwise })).toEqual(expected)
  })

  it('get without a default gives undefined where there is no value', async () => {
    expect(await workers.call('get', 'undecided')).toEqual({})
    expect(await workers.call('get', 'nobody')).toEqual({})
  })

  it.each<[string, object, boolean]>([
    ['banner', {}, true],
    ['checkout', gold, true],
    ['checkout', { context: { plan: 'tin' } }, false],
    ['dormant', {}, false],
    ['provider', {}, false],
    ['perMinute', {}, false],
    ['failing', {}, false],
    ['doomed', {}, false],
    ['nobody', {}, false],
    ['__proto__', {}, false],
    ['toString', {}, false],
  ])('isEnabled of %s with %j is %s', async (key, more, expected) => {
    expect(await workers.call('isEnabled', key, more)).toEqual({ value: expected })
  })

  it.each([[null], [1], [{}], [['banner', 'x']]])('isEnabled of the key %j is false', async (key) => {
    expect(await workers.call('isEnabled', key)).toEqual({ value: false })
  })

  it('details name variant, reason, metadata and source', async () => {
    const details = (await value('getBooleanDetails', 'checkout', { otherwise: false, ...gold })) as object
    expect(details).toEqual({
      flagKey: 'checkout',
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { flagSetId: 'shop', version: 3, ticket: 'PAY-1', priority: 2, reviewed: true },
      source: { revision: expect.stringMatching(/^[0-9a-f]{64}$/), ageMs: expect.any(Number), tier: 'memory' },
    })
  })

  it.each<[Call['method'], string, unknown, string]>([
    ['getBooleanDetails', 'nobody', true, 'FLAG_NOT_FOUND'],
    ['getBooleanDetails', 'failing', true, 'GENERAL'],
    ['getBooleanDetails', 'provider', true, 'TYPE_MISMATCH'],
    ['getStringDetails', 'banner', 'mine', 'TYPE_MISMATCH'],
    ['getNumberDetails', 'limits', 7, 'TYPE_MISMATCH'],
    ['getObjectDetails', 'perMinute', { mine: true }, 'TYPE_MISMATCH'],
    ['getDetails', 'perMinute', 'mine', 'TYPE_MISMATCH'],
  ])('%s of %s keep the default %j and say %s', async (method, key, otherwise, errorCode) => {
    const details = (await value(method, key, { otherwise })) as EvaluationDetails<unknown>
    expect(details).toMatchObject({ flagKey: key, value: otherwise, reason: 'ERROR', errorCode })
    expect(details.errorMessage).toMatch(/.{5}/)
    expect(details.source.tier).toBe('memory')
  })

  it('details of a killed flag say so', async () => {
    expect(await value('getStringDetails', 'doomed', { otherwise: 'mine' })).toMatchObject({
      value: 'never',
      variant: 'never',
      reason: 'DISABLED',
      flagMetadata: { 'fuseboard.killed': true },
    })
  })
})

describe('a context over the binding', () => {
  it.each(['date', 'noDate', 'undefinedInside', 'nan', 'deep32'])(
    'may hold what JSON can express: %s',
    async (named) => {
      expect(await workers.call('isEnabled', 'checkout', { named })).toEqual({ value: true })
    },
  )

  it('may be null', async () => {
    expect(await workers.call('isEnabled', 'banner', { named: 'null' })).toEqual({ value: true })
  })

  it.each(['map', 'function', 'big', 'list', 'text', 'deep33', 'doubling', 'circle'])(
    'is invalid, and the flag off, with: %s',
    async (named) => {
      expect(await workers.call('isEnabled', 'checkout', { named })).toEqual({ value: false })
      expect(await value('getBooleanDetails', 'banner', { otherwise: true, named })).toMatchObject({
        value: true,
        errorCode: 'INVALID_CONTEXT',
      })
    },
  )

  it.each(['instance', 'bare', 'deep10000'])('never gets a flag on with: %s', async (named) => {
    const { value: enabled, threw } = await workers.call('isEnabled', 'checkout', { named })
    expect(threw ?? enabled).not.toBe(true)
    expect(await value('isEnabled', 'banner')).toBe(true)
  })
})

describe('gate() in a second worker', () => {
  it('opens and closes with the flag', async () => {
    expect(await workers.fetch('/checkout', { 'x-plan': 'gold' })).toEqual({ status: 200, text: 'the new checkout' })
    expect(await workers.fetch('/checkout', { 'x-plan': 'tin' })).toMatchObject({ status: 404 })
    expect(await workers.fetch('/checkout')).toMatchObject({ status: 404 })
  })

  it.each([
    ['the binding is missing', '/elsewhere', 404],
    ['the context cannot be sent', '/unclonable', 404],
    ['the flag is unknown', '/unknown', 503],
  ])('is closed when %s', async (_name, path, status) => {
    expect(await workers.fetch(path)).toMatchObject({ status })
  })
})
