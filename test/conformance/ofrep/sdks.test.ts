// OpenFeature's own clients against the real evaluator.

import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { type Client, OpenFeature } from '@openfeature/server-sdk'
import { type Provider, ProviderEvents, OpenFeature as WebFeature } from '@openfeature/web-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningEvaluator, startEvaluator } from '../evaluator.ts'
import { sdkDocument } from '../sdk-document.ts'
import { RemoteProvider } from './remote-provider.ts'

let evaluator: RunningEvaluator

beforeAll(async () => {
  evaluator = await startEvaluator()
  await evaluator.publish(sdkDocument, [{ flag: 'doomed' }])
})
afterAll(() => evaluator?.stop())

describe('the server SDK', () => {
  let client: Client

  beforeAll(async () => {
    await OpenFeature.setProviderAndWait(new RemoteProvider(evaluator.url))
    client = OpenFeature.getClient()
  })
  afterAll(() => OpenFeature.close())

  it('reads values of every type', async () => {
    expect(await client.getBooleanValue('banner', false)).toBe(true)
    expect(await client.getStringValue('provider', 'none')).toBe('stripe')
    expect(await client.getNumberValue('perMinute', 0)).toBe(30.5)
    expect(await client.getObjectValue('limits', {})).toEqual({ perMinute: 30, paths: ['/a', null] })
    expect(await client.getBooleanValue('größe/50% 😀', false)).toBe(true)
  })

  it('reads variant, reason and metadata of a match', async () => {
    expect(await client.getBooleanDetails('checkout', false, { plan: 'gold' })).toMatchObject({
      flagKey: 'checkout',
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
      flagMetadata: { flagSetId: 'shop', version: 3, ticket: 'PAY-1', priority: 2, reviewed: true },
    })
  })

  it('gives each user a share of their own, and always the same', async () => {
    const shares = await Promise.all(
      Array.from({ length: 30 }, (_, i) => client.getBooleanValue('half', false, { targetingKey: `user-${i}` })),
    )
    expect(new Set(shares).size).toBe(2)
    expect(await client.getBooleanValue('half', false, { targetingKey: 'user-0' })).toBe(shares[0])
  })

  it.each([
    ['where the flag decides nothing', 'undecided', 'DEFAULT'],
    ['where the flag is disabled', 'dormant', 'DISABLED'],
  ])('gives the default of the code %s', async (_name, key, reason) => {
    const details = await client.getStringDetails(key, 'mine')
    expect(details).toMatchObject({ value: 'mine', reason })
    expect(details.errorCode).toBeUndefined()
  })

  it.each([
    ['for an unknown flag', 'nobody', 'FLAG_NOT_FOUND'],
    ['where the rule fails', 'failing', 'GENERAL'],
    ['for a value of another type', 'provider', 'TYPE_MISMATCH'],
  ])('gives the default and the error %s', async (_name, key, errorCode) => {
    expect(await client.getBooleanDetails(key, true)).toMatchObject({ value: true, reason: 'ERROR', errorCode })
  })

  it('reads the off value of a killed flag', async () => {
    expect(await client.getStringDetails('doomed', 'mine')).toMatchObject({
      value: 'never',
      variant: 'never',
      reason: 'DISABLED',
      flagMetadata: { 'fuseboard.killed': true },
    })
  })

  it('sends dates and nested values of a context', async () => {
    const context = { plan: 'gold', since: new Date(0), address: { city: 'Köln', lines: ['a', 'b'] } }
    expect(await client.getBooleanValue('checkout', false, context)).toBe(true)
  })
})

describe('the web SDK', () => {
  /** Every answer the provider got, in order. */
  const statuses: number[] = []
  let waiting: (() => void)[] = []

  /** Sends requests on, and counts what comes back. */
  const counted: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    statuses.push(response.status)
    for (const look of waiting) look()
    return response
  }

  function start(pollInterval = 0): Promise<void> {
    statuses.length = 0
    const provider = new OFREPWebProvider({
      baseUrl: evaluator.url,
      fetchImplementation: counted,
      pollInterval,
      cacheMode: 'disabled',
    })
    return WebFeature.setProviderAndWait(provider as Provider, { targetingKey: 'user-1', plan: 'tin' })
  }

  /** Ends when the provider has got this many answers. */
  const answers = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (statuses.length >= count) resolve()
      }
      waiting.push(look)
      look()
    })

  const client = WebFeature.getClient()
  const changed = (): Promise<readonly string[]> =>
    new Promise((resolve) => {
      client.addHandler(ProviderEvents.ConfigurationChanged, (event) => resolve(event?.flagsChanged ?? []))
    })

  afterEach(async () => {
    waiting = []
    WebFeature.clearHandlers()
    await WebFeature.close()
  })

  it('reads values of every type from one bulk answer', async () => {
    await start()
    expect(client.getBooleanValue('banner', false)).toBe(true)
    expect(client.getBooleanValue('checkout', true)).toBe(false)
    expect(client.getStringValue('provider', 'none')).toBe('stripe')
    expect(client.getNumberValue('perMinute', 0)).toBe(30.5)
    expect(client.getObjectValue('limits', {})).toEqual({ perMinute: 30, paths: ['/a', null] })
    expect(client.getStringDetails('doomed', 'mine')).toMatchObject({ value: 'never', reason: 'DISABLED' })
    expect(statuses).toEqual([200])
  })

  it('gives defaults where there is no value, and errors where there is none', async () => {
    await start()
    expect(client.getStringDetails('undecided', 'mine')).toMatchObject({ value: 'mine', reason: 'DEFAULT' })
    expect(client.getBooleanDetails('dormant', true)).toMatchObject({ value: true, reason: 'DISABLED' })
    expect(client.getBooleanDetails('nobody', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' })
    expect(client.getBooleanDetails('failing', true)).toMatchObject({ value: true, errorCode: 'GENERAL' })
    expect(client.getBooleanDetails('provider', true)).toMatchObject({ value: true, errorCode: 'TYPE_MISMATCH' })
  })

  it('keeps its values over 304s while nothing changes', async () => {
    await start(20)
    await answers(4)
    expect(statuses.slice(0, 4)).toEqual([200, 304, 304, 304])
    expect(client.getBooleanValue('banner', false)).toBe(true)
    expect(client.getStringValue('provider', 'none')).toBe('stripe')
  })

  it('sees at once what another attribute changes, though it keeps its tag', async () => {
    await start()
    expect(client.getBooleanValue('checkout', true)).toBe(false)
    await WebFeature.setContext({ targetingKey: 'user-1', plan: 'gold' })
    expect(client.getBooleanValue('checkout', false)).toBe(true)
    await WebFeature.setContext({ targetingKey: 'user-1', plan: 'gold', unread: 1 })
    expect(client.getBooleanValue('checkout', false)).toBe(true)
    expect(statuses).toEqual([200, 200, 304])
  })

  it('hears of a kill by polling, after any number of 304s', async () => {
    await start(20)
    await answers(3)
    const change = changed()
    await evaluator.publish(sdkDocument, [{ flag: 'doomed' }, { flag: 'banner' }])
    expect(await change).toEqual(['banner'])
    expect(client.getBooleanDetails('banner', true)).toMatchObject({
      value: false,
      reason: 'DISABLED',
      flagMetadata: { 'fuseboard.killed': true },
    })
  })
})
