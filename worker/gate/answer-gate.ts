// GET|POST /v1/gate/{key}   204 when the flag says `true`, 403 otherwise: the contract of nginx's auth_request and
// Envoy's ext_authz. Whatever goes wrong inside, the gate is closed.

import { renderGeneralError } from '../../protocol/ofrep.ts'
import { answerOne, createFrame, sourceOf } from '../answer.ts'
import { carriesPass, drilled } from '../drill/drilled.ts'
import { receive } from '../http/admitted.ts'
import { edgeFacts } from '../http/edge-facts.ts'
import { refuse, respond } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { gateContext } from './gate-context.ts'

export async function answerGate(
  isolate: Isolate,
  request: Request,
  key: string,
  keepAlive: KeepAlive,
): Promise<Response> {
  const received = await receive(isolate, request, keepAlive)
  if (received instanceof Response) return received
  const { access, body } = received
  const found = gateContext(request, body)
  if (!found.ok) return refuse(renderGeneralError(found.error), 400)

  const { proxied } = found.value
  let { view } = received
  let { context } = found.value
  if (carriesPass(context)) ({ view, context } = await drilled(isolate, view, context, key))
  const edge = proxied ? undefined : edgeFacts(request)
  const { outcome, tier, index } = answerOne(view, key, createFrame(context, isolate.now(), edge), access)
  isolate.counters.evaluations[outcome.reason]++
  isolate.counters.answered('gate', tier)
  if (index >= 0) isolate.usage?.answered(view.held!, index, outcome, keepAlive)
  const source = sourceOf(view, tier)
  if (outcome.value === true) return respond(request, null, 204, source)
  const { reason, errorCode, errorDetails } = outcome
  return respond(request, JSON.stringify({ key, enabled: false, reason, errorCode, errorDetails }), 403, source)
}
