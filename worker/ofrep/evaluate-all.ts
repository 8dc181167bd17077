// POST /ofrep/v1/evaluate/flags

import { parseRequestBody } from '../../protocol/evaluation-context.ts'
import { renderInvalidContext, renderOutcome } from '../../protocol/ofrep.ts'
import { answerAll, createFrame, sourceOf } from '../answer.ts'
import { carriesPass, drilled } from '../drill/drilled.ts'
import { receive } from '../http/admitted.ts'
import { edgeFacts } from '../http/edge-facts.ts'
import { refuse, respond } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive, View } from '../snapshot/ladder.ts'
import { offeredStreams, viewAsTold, wasTold } from './event-streams.ts'
import { matches, OutcomeFold } from './outcome-fold.ts'
import { renderedAt, tableOf } from './rendered.ts'

export async function evaluateAll(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Response> {
  const received = await receive(isolate, request, keepAlive)
  if (received instanceof Response) return received
  const { access, body } = received
  const told = isolate.ladder.hasFeed && wasTold(request)
  let view = told ? await viewAsTold(isolate, request, received.view, keepAlive) : received.view
  const parsed = parseRequestBody(body)
  if (!parsed.ok) return refuse(renderInvalidContext(undefined, parsed.error), 400)
  let context = parsed.value
  if (carriesPass(context)) ({ view, context } = await drilled(isolate, view, context))

  const { counters, usage } = isolate
  const table = view.held === undefined ? [] : tableOf(view.held.snapshot)
  const fold = new OutcomeFold()
  let list = ''
  const edge = access === 'client' ? edgeFacts(request) : undefined
  const tier = answerAll(view, createFrame(context, isolate.now(), edge), access, (outcome, index) => {
    counters.evaluated(outcome.reason)
    const text = index < 0 ? renderOutcome(outcome) : renderedAt(table[index]!, outcome)
    // An outcome of the held revision is told by its code, any other only by what it says.
    if (index < 0) fold.addText(text)
    else {
      fold.add(outcome.code)
      usage?.count(view.held!, index, outcome)
    }
    list = list === '' ? text : `${list},${text}`
  })
  counters.answered('ofrep_bulk', tier)
  usage?.plan(keepAlive)

  const source = sourceOf(view, tier)
  const revision = view.held?.snapshot.revision ?? source.revision
  const etag = `"${revision.slice(0, 16)}-${access}-${fold}"`
  if (matches(request.headers.get('if-none-match'), etag)) return respond(request, null, 304, source, etag)
  const offered = offeredStreams(isolate, request.headers, access)
  const streams = offered === undefined ? '' : `,"eventStreams":${offered}`
  return respond(request, `{"flags":[${list}]${setMetadata(view)}${streams}}`, 200, source, etag)
}

/** The flag set's own metadata, where it has any. */
function setMetadata({ held }: View): string {
  if (held === undefined || Object.keys(held.snapshot.metadata).length === 0) return ''
  return `,"metadata":${JSON.stringify(held.snapshot.metadata)}`
}
