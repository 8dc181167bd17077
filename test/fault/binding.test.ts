// The service binding while KV fails: its shipped entrypoint, on the one isolate that a worker has. Every fault breaks the
// KV of this isolate in turn, and every time it recovers.

import { createExecutionContext } from 'cloudflare:test'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { Flags } from '../../worker/binding/flags.ts'
import type { Env } from '../../worker/env.ts'
import { MemoryStore } from '../worker/memory-store.ts'
import { shop } from '../worker/shop-document.ts'
import { rest } from '../worker/virtual-clock.ts'
import { kvFaults } from './kv-faults.ts'

const store = new MemoryStore()
let nowMs = Date.UTC(2026, 10, 20)
let revision: string

beforeAll(() => {
  // The isolate takes the clock when it begins, which it does at the first call.
  vi.spyOn(Date, 'now').mockImplementation(() => nowMs)
})

const binding = (): Flags => new Flags(createExecutionContext(), { FLAGS_KV: store } satisfies Env)

/** Publishes the shop anew and lets the isolate take it in, whatever state it is in. */
async function recover(): Promise<void> {
  store.fault = undefined
  revision = await store.publish(
    { ...shop, metadata: { version: nowMs } },
    { seq: nowMs, kills: [{ flag: 'constructor' }] },
  )
  nowMs += 10_001
  await binding().isEnabled('banner')
  nowMs += 30_001
  await binding().isEnabled('banner')
  await rest()
}

/** A fault that hangs keeps its load for real time: it comes last. */
const inTurn = kvFaults.toSorted((a, b) => Number(a.name.startsWith('hangs')) - Number(b.name.startsWith('hangs')))

describe('the binding of a cold isolate', () => {
  it('is off, with the cause, and gives the default of the caller', async () => {
    store.fault = () => Promise.reject(new Error('KV: 500'))
    expect(await binding().isEnabled('banner')).toBe(false)
    expect(await binding().getBooleanDetails('banner', true)).toEqual({
      flagKey: 'banner',
      value: true,
      reason: 'DISABLED',
      source: { revision: 'none', ageMs: 0, tier: 'off', cause: 'kv_failed' },
    })
    expect(await binding().getStringValue('provider', 'mine')).toBe('mine')
    expect(await binding().get('limits', { perMinute: 1 })).toEqual({ perMinute: 1 })
  })

  it('says that it is off even where the context is invalid', async () => {
    const details = await binding().getBooleanDetails('banner', true, [] as never)
    expect(details).toMatchObject({ value: true, errorCode: 'INVALID_CONTEXT', source: { tier: 'off' } })
  })
})

describe.each(inTurn)('the binding of an isolate whose KV $name', (fault) => {
  it('answers from the last known good, then is off with the cause, then recovers', async () => {
    await recover()
    expect(await binding().isEnabled('banner')).toBe(true)
    const held = revision
    await store.publish(
      { ...shop, metadata: { version: 'newer' } },
      { seq: nowMs + 1, kills: [{ flag: 'constructor' }] },
    )
    await fault.break(store)

    nowMs += 60_000
    expect(await binding().getBooleanDetails('banner', false)).toMatchObject({
      value: true,
      reason: 'STATIC',
      source: { revision: held, tier: 'memory', ageMs: 60_000 },
    })
    expect(await binding().isEnabled('vital')).toBe(false)
    expect(await binding().isEnabled('constructor')).toBe(false)

    nowMs += 60_001
    expect(await binding().isEnabled('banner')).toBe(false)
    expect(await binding().getBooleanDetails('banner', true)).toMatchObject({
      value: false,
      reason: 'DISABLED',
      source: { revision: held, tier: 'off', cause: fault.cause },
    })
    expect(await binding().getStringValue('provider', 'mine')).toBe('adyen')
    expect(await binding().getBooleanDetails('constructor', true)).toMatchObject({
      value: false,
      flagMetadata: { 'fuseboard.killed': true },
    })
  })
})
