// GET /v1/flagd.json   For flagd's HTTP sync and in-process OpenFeature providers. Server keys only: the rules are in it.

import { sha256Hex } from '../../protocol/checksum.ts'
import { renderGeneralError } from '../../protocol/ofrep.ts'
import { sourceOf } from '../answer.ts'
import { admit } from '../http/admitted.ts'
import { refuse, respond } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import { matches } from '../ofrep/outcome-fold.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { flagdDocument } from './flagd-document.ts'

export async function serveFlagd(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Response> {
  const admitted = await admit(isolate, request.headers, keepAlive)
  if (admitted instanceof Response) return admitted
  if (admitted.access !== 'server')
    return refuse(renderGeneralError('the whole document needs a server evaluation key'), 403)
  const { view } = admitted
  const document = flagdDocument(view)
  if (document === null) {
    const body = renderGeneralError('no snapshot can be read, so there is no document to hand out; every flag is off')
    return refuse(body, 503, { 'retry-after': '2' })
  }
  const { decision, servedTier } = view
  const source = sourceOf(view, decision.standardServed ? servedTier : 'off')
  const text = JSON.stringify(document)
  const etag = `"${(await sha256Hex(text)).slice(0, 32)}"`
  return matches(request.headers.get('if-none-match'), etag)
    ? respond(request, null, 304, source, etag)
    : respond(request, text, 200, source, etag)
}
