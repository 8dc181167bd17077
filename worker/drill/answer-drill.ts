// POST /v1/drill/{key}   What a flag answers in its killed state, and a pass that puts it into that state for whoever sends it
// along. Server keys only. Nobody else is affected: the flag stays what it is for everybody without the pass.

import { sha256Hex } from '../../protocol/checksum.ts'
import type { DrillAnswer } from '../../protocol/drill.ts'
import { renderGeneralError, renderOutcome, statusOf } from '../../protocol/ofrep.ts'
import { presentedToken, tokenId } from '../../protocol/token.ts'
import { answerOne, createFrame, sourceOf } from '../answer.ts'
import { admit } from '../http/admitted.ts'
import { refuse, respond } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { withKilled } from './drilled.ts'
import { makePass, openSigner, type Signer } from './pass.ts'

export async function answerDrill(
  isolate: Isolate,
  request: Request,
  key: string,
  keepAlive: KeepAlive,
): Promise<Response> {
  const admitted = await admit(isolate, request.headers, keepAlive)
  if (admitted instanceof Response) return admitted
  if (admitted.access !== 'server') return refuse(renderGeneralError('a drill needs a server evaluation key'), 403)
  // Without a snapshot no key is verified either: nothing may be signed with it.
  if (admitted.view.held === undefined) {
    const body = renderGeneralError('no snapshot can be read, so there is nothing to drill; every flag is off')
    return refuse(body, 503, { 'retry-after': '2' })
  }
  const view = withKilled(admitted.view, key)
  const nowMs = isolate.now()
  const { outcome, tier } = answerOne(view, key, createFrame({}, nowMs), 'server')
  const source = sourceOf(view, tier)
  if (outcome.errorCode !== undefined) return respond(request, renderOutcome(outcome), statusOf(outcome), source)
  const { reason, variant, value } = outcome
  const answer: DrillAnswer = {
    key,
    revision: source.revision,
    tier,
    reason,
    ...(variant !== undefined && { variant }),
    ...(value !== undefined && { value }),
    off: value === undefined ? 'none' : 'value',
    pass: await makePass(key, await signerFor(isolate, request.headers), nowMs),
  }
  return respond(request, JSON.stringify(answer), 200, source)
}

/** The key that was admitted, by the hash that every isolate's snapshot has. */
async function signerFor({ settings }: Isolate, headers: Headers): Promise<Signer> {
  const token = presentedToken(headers)
  if (!settings.authenticated || token === null) return openSigner
  return { id: tokenId(token) ?? '', secret: await sha256Hex(token) }
}
