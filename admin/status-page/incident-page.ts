// GET /incidents/{id}/{roomKey}: the address is the key. It is never kept by anybody on the way, never listed by a search
// engine, and never handed on to where a link leads.

import type { Context } from 'hono'
import { retriedOnce } from '../../protocol/retried-once.ts'
import type { Bound } from '../api/endpoint.ts'
import { identify } from '../api/identify.ts'
import { rootOf } from '../env.ts'
import { pageHeaders } from './page-frame.ts'
import { renderIncidentPage } from './render-incident-page.ts'

/** Longer than any key is: not worth hashing. */
const maxKeyChars = 256

export async function incidentPage(c: Context<Bound>): Promise<Response> {
  const { id = '', roomKey = '' } = c.req.param()
  if (roomKey.length > maxKeyChars || id.length > maxKeyChars) return c.notFound() as Promise<Response>
  const caller = identify(c.req.raw, ['read'])
  const looked = await retriedOnce(() => rootOf(c.env).look(caller, 'incident-page', { id, roomKey }))
  // The same words as for any address where there is nothing.
  if (!looked.ok) return c.notFound() as Promise<Response>
  const headers = { ...pageHeaders, 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow, noarchive' }
  return new Response(String(await renderIncidentPage(looked.value)), { headers })
}
