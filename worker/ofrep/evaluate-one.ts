// POST /ofrep/v1/evaluate/flags/{key}

import { parseRequestBody } from '../../protocol/evaluation-context.ts'
import { renderInvalidContext, renderOutcome, statusOf } from '../../protocol/ofrep.ts'
import { answerOne, createFrame, sourceOf } from '../answer.ts'
import { carriesPass, drilled } from '../drill/drilled.ts'
import { receive } from '../http/admitted.ts'
import { edgeFacts } from '../http/edge-facts.ts'
import { refuse, respond } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { renderedAt, tableOf } from './rendered.ts'

export async function evaluateOne(
  isolate: Isolate,
  request: Request,
  key: string,
  keepAlive: KeepAlive,
): Promise<Response> {
  const received = await receive(isolate, request, keepAlive)
  if (received instanceof Response) return received
  const { access, body } = received
  const parsed = parseRequestBody(body)
  if (!parsed.ok) return refuse(renderInvalidContext(key, parsed.error), 400)
  let { view } = received
  let context = parsed.value
  if (carriesPass(context)) ({ view, context } = await drilled(isolate, view, context, key))

  const edge = access === 'client' ? edgeFacts(request) : undefined
  const { outcome, tier, index } = answerOne(view, key, createFrame(context, isolate.now(), edge), access)
  isolate.counters.evaluated(outcome.reason)
  isolate.counters.answered('ofrep_single', tier)
  if (index >= 0) isolate.usage?.answered(view.held!, index, outcome, keepAlive)
  const text = index < 0 ? renderOutcome(outcome) : renderedAt(tableOf(view.held!.snapshot)[index]!, outcome)
  return respond(request, text, statusOf(outcome), sourceOf(view, tier))
}
