// One isolate of the evaluator as a test drives it: the shipped app and the real hash core, a store in memory, and a
// clock that stands still until it is told otherwise.

import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { createHasher } from '../../wasm/load-workerd.ts'
import { createApp } from '../../worker/app.ts'
import type { Env } from '../../worker/env.ts'
import { createIsolate, type Isolate } from '../../worker/isolate.ts'
import { defaultPolicy, type Policy } from '../../worker/snapshot/policy.ts'
import { MemoryStore } from './memory-store.ts'
import { VirtualClock } from './virtual-clock.ts'

export interface IsolateFixture {
  readonly isolate: Isolate
  readonly store: MemoryStore
  readonly clock: VirtualClock
  /** Sends a request and plays time until it is answered. */
  ask(path: string, init?: RequestInit): Promise<Response>
  /** Sends a request and leaves time alone. */
  send(request: Request): Promise<Response>
  /** Plays whatever answered requests have left running in the background. */
  idle(): Promise<void>
}

export interface FixtureOptions {
  readonly store?: MemoryStore
  readonly clock?: VirtualClock
  /** `AUTH` of the environment; undefined leaves it unset, as a deployment would. Default off. */
  readonly auth?: string | undefined
  /** Break-glass variables of the environment. */
  readonly glass?: Pick<Env, 'KILLED' | 'KILL_HEADER'>
  readonly policy?: Partial<Policy>
  readonly fallback?: FlagDocument
  readonly telemetry?: NonNullable<Env['TELEMETRY']>
}

export const origin = 'https://flags.example'

export function createIsolateFixture(options: FixtureOptions = {}): IsolateFixture {
  const { store = new MemoryStore(), clock = new VirtualClock(), telemetry } = options
  const auth = 'auth' in options ? options.auth : 'off'
  const env: Env = {
    FLAGS_KV: store,
    ...(auth !== undefined && { AUTH: auth }),
    ...(telemetry && { TELEMETRY: telemetry }),
    ...options.glass,
  }
  const isolate = createIsolate(env, {
    createHasher,
    policy: { ...defaultPolicy, ...options.policy },
    now: clock.now,
    sleep: clock.sleep,
    ...(options.fallback === undefined ? {} : { fallback: options.fallback }),
  })
  const app = createApp(() => isolate)
  const answered: ExecutionContext[] = []
  const send = async (request: Request): Promise<Response> => {
    const context = createExecutionContext()
    answered.push(context)
    return app.fetch(request, env, context)
  }
  return {
    isolate,
    store,
    clock,
    send,
    ask: (path, init) => clock.settle(send(new Request(origin + path, init))),
    idle: async () => {
      await clock.settle(Promise.all(answered.splice(0).map(waitOnExecutionContext)))
    },
  }
}

/** A body that names a context, as OFREP clients send it. */
export const asking = (context?: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers,
  ...(context === undefined ? {} : { body: JSON.stringify({ context }) }),
})

export const one = (key: string): string => `/ofrep/v1/evaluate/flags/${encodeURIComponent(key)}`
export const all = '/ofrep/v1/evaluate/flags'
