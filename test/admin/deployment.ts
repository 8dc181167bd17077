// One deployment of the admin worker on real workerd, seen from outside, with its clock, its KV and its waiting in our
// hands. Every test begins with an empty one.

import { abortAllDurableObjects, reset, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings, exports } from 'cloudflare:workers'
import { afterEach, beforeEach } from 'vitest'
import type { Root } from '../../admin/objects/root/root.ts'
import type { PublishStore } from '../../admin/publish/publish-store.ts'
import { realSleep } from '../../admin/waiting.ts'
import type { ProblemDetails } from '../../protocol/admin-problem.ts'
import type { Scope } from '../../protocol/scopes.ts'

interface TestBindings {
  readonly FLAGS_KV: KVNamespace
  readonly ROOT: DurableObjectNamespace<Root>
}

const env = bindings as unknown as TestBindings
const worker = (exports as unknown as { default: Fetcher }).default

/** As set in vitest.config.ts. */
export const bootToken = 'fb_boot_0123456789abcdefghij'

export const kv = env.FLAGS_KV
export const rootStub = () => env.ROOT.getByName('root')

export interface Ask {
  readonly token?: string | null
  /** Sent as JSON, text as it is. */
  readonly body?: unknown
  /** A body whose length is not known beforehand. */
  readonly stream?: ReadableStream
  readonly headers?: Record<string, string>
}

export interface Told<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** Sends one request; as the bootstrap token unless told otherwise. */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into, member by member, by the tests
export async function ask<T = any>(method: string, path: string, more: Ask = {}): Promise<Told<T>> {
  const { token, body, stream, headers } = more
  const response = await worker.fetch(`http://admin${path}`, {
    method,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token ?? bootToken}` }), ...headers },
    ...(stream !== undefined && { body: stream }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isText = response.headers.get('content-type')?.startsWith('text/') === true
  const read = text === '' ? undefined : isText ? text : JSON.parse(text)
  return { status: response.status, headers: response.headers, body: read }
}

export const get = (path: string, more: Ask = {}) => ask('GET', path, more)
export const post = (path: string, body: unknown, more: Ask = {}) => ask('POST', path, { ...more, body })
export const problem = (told: Told<ProblemDetails>) => `${told.status} ${told.body.type.replace('/problems/', '')}`

/** Writes a document, whatever it replaces. */
export const putDocument = (document: unknown, more: Ask = {}) =>
  ask('PUT', '/api/v1/document?reason=test', { body: document, ...more, headers: { 'if-match': '*', ...more.headers } })

export const killFlag = (flag: string, more: Ask = {}) =>
  post('/api/v1/kills', { target: { flag }, reason: 'test' }, more)

export async function tokenWith(scopes: readonly Scope[], name: string = scopes.join('-')): Promise<string> {
  return (await post('/api/v1/tokens', { name, scopes })).body.token
}

export const inRoot = <T>(work: (root: Root, state: DurableObjectState) => T | Promise<T>): Promise<T> =>
  runInDurableObject(rootStub(), work)

/** Moves the root's clock; the same until the root ends. */
export function moveClock(ms: number): Promise<void> {
  return inRoot((root) => {
    const { now } = root.surroundings
    root.surroundings.now = () => now() + ms
  })
}

/** Makes the root's waiting short: its bounds are seconds. */
export function hurry(): Promise<void> {
  return inRoot((root) => {
    root.surroundings.sleep = (ms, signal) => realSleep(ms / 100, signal)
  })
}

/** KV that can be made to fail. */
export class FaultyStore implements PublishStore {
  mode: 'ok' | 'throw' | 'hang' = 'ok'
  /** Keys written, in order. */
  readonly written: string[] = []
  /** The seqs of the heads among them. */
  readonly heads: number[] = []
  /** Calls, whatever became of them. */
  asked = 0
  readonly #release: (() => void)[] = []

  async get(key: string, type: 'text'): Promise<string | null> {
    await this.#trouble()
    return kv.get(key, type)
  }

  async put(key: string, value: string, options: { expirationTtl?: number } = {}): Promise<void> {
    await this.#trouble()
    await kv.put(key, value, options)
    this.written.push(key)
    if (key === 'head') this.heads.push(JSON.parse(value).seq)
  }

  /** Lets everything go on that hung. To be called in the root: input and output belong to it. */
  release(): void {
    for (const go of this.#release.splice(0)) go()
  }

  async #trouble(): Promise<void> {
    this.asked++
    if (this.mode === 'throw') throw new Error('KV is away')
    if (this.mode === 'hang') await new Promise<void>((go) => this.#release.push(go))
  }
}

export async function faultyStore(): Promise<FaultyStore> {
  const store = new FaultyStore()
  await inRoot((root) => {
    root.surroundings.store = store
  })
  return store
}

/** Runs the alarm now, if one is set. */
export const ring = (): Promise<boolean> => runDurableObjectAlarm(rootStub())

/** Lets time pass until nothing is left to publish. */
export async function settle(): Promise<void> {
  // The longest pause between two attempts is half a minute.
  for (let round = 0; round < 40; round++) {
    const { pendingPublishes } = (await get('/healthz')).body
    if (pendingPublishes === 0) return
    await moveClock(1_000)
    await inRoot((root) => root.alarm())
  }
  throw new Error(`publishing does not come to an end: ${JSON.stringify((await get('/api/v1/head')).body)}`)
}

/** Ends the root, and all relays, without a word: what is in memory is gone. */
export const evict = (): Promise<void> => abortAllDurableObjects()

export const publishedHead = async () => {
  const text = await kv.get('head')
  return text === null ? null : JSON.parse(text)
}

/** Call once per file. */
export function freshDeployments(): void {
  beforeEach(async () => {
    // The root's first alarm compares it with KV: done before the test begins.
    await inRoot(() => {})
    await ring()
  })
  afterEach(reset)
}
