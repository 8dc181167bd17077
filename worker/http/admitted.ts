// The way into every evaluation door: the view of this moment, then the caller's key.

import { maxBodyBytes } from '../../protocol/evaluation-context.ts'
import { renderGeneralError } from '../../protocol/ofrep.ts'
import type { Access } from '../answer.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { KeepAlive, View } from '../snapshot/ladder.ts'
import { readBody, tooLarge } from './read-body.ts'
import { refuse } from './respond.ts'

export interface Admitted {
  readonly view: View
  readonly access: Access
}

const notForTelemetry = 'a telemetry key may send outcomes and nothing else; ask with a server or client key'
const keyNeeded = 'an evaluation key is needed: send Authorization: Bearer fb_… or X-API-Key: fb_…'

/** Admits a request, or answers it. Waits for nothing when memory and key are known. */
export async function admit(isolate: Isolate, headers: Headers, keepAlive: KeepAlive): Promise<Admitted | Response> {
  const found = viewFor(isolate, keepAlive, headers)
  const view = found instanceof Promise ? await found : found
  if (!isolate.settings.authenticated) return { view, access: 'server' }
  const admission = await isolate.keys.admit(view, headers)
  if (admission === 'server' || admission === 'client') return { view, access: admission }
  isolate.counters.refused++
  if (admission === 'telemetry') return refuse(renderGeneralError(notForTelemetry), 403)
  return refuse(renderGeneralError(keyNeeded), 401, { 'www-authenticate': 'Bearer' })
}

export interface Received extends Admitted {
  readonly body: string
}

const bodyTooLarge = `the body is larger than ${maxBodyBytes} bytes; send only the attributes that rules read`

/**
 * Takes a request with its body in, or answers it. The body first: it may take its time to arrive, and what was fit to
 * answer from before it may not be any more.
 */
export async function receive(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Received | Response> {
  const body = await readBody(request)
  if (body === tooLarge) return refuse(renderGeneralError(bodyTooLarge), 413)
  const admitted = await admit(isolate, request.headers, keepAlive)
  return admitted instanceof Response ? admitted : { ...admitted, body }
}
