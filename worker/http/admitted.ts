// The way into every evaluation door: the view of this moment, then the caller's key.

import { renderGeneralError } from '../../protocol/ofrep.ts'
import type { Access } from '../answer.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { KeepAlive, View } from '../snapshot/ladder.ts'
import { refuse } from './respond.ts'

export interface Admitted {
  readonly view: View
  readonly access: Access
}

const keyNeeded = 'an evaluation key is needed: send Authorization: Bearer fb_… or X-API-Key: fb_…'

/** Admits a request, or answers it. Waits for nothing when memory and key are known. */
export async function admit(isolate: Isolate, headers: Headers, keepAlive: KeepAlive): Promise<Admitted | Response> {
  const found = viewFor(isolate, keepAlive)
  const view = found instanceof Promise ? await found : found
  if (!isolate.settings.authenticated) return { view, access: 'server' }
  const admission = await isolate.keys.admit(view, headers)
  if (admission !== 'unauthorized') return { view, access: admission }
  isolate.counters.refused++
  return refuse(renderGeneralError(keyNeeded), 401, { 'www-authenticate': 'Bearer' })
}
