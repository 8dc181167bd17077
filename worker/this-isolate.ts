// The one isolate state of the deployed worker. Its bindings never change while it lives.

import { createHasher } from '../wasm/load-workerd.ts'
import type { Env } from './env.ts'
import { edgeCache } from './feed/edge-cache.ts'
import { createIsolate, type Isolate } from './isolate.ts'

let isolate: Isolate | undefined

export function isolateFor(env: Env): Isolate {
  isolate ??= createIsolate(env, { createHasher, cache: env.RELAYS && edgeCache(env.RELAYS) })
  return isolate
}
