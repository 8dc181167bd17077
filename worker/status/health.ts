// GET /healthz, /readyz   Alive is 200 whenever the worker answers; ready is 200 while flags are served from a snapshot.

import { sourceOf } from '../answer.ts'
import { respond } from '../http/respond.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'

export async function answerHealth(
  isolate: Isolate,
  request: Request,
  keepAlive: KeepAlive,
  requireReady: boolean,
): Promise<Response> {
  const view = await viewFor(isolate, keepAlive, request.headers)
  const ready = view.decision.standardServed
  const source = sourceOf(view, ready ? view.servedTier : view.fallback.flags.length > 0 ? 'fallback' : 'off')
  const flags = view.held?.snapshot.flags ?? []
  const body = {
    status: ready ? 'ok' : 'off',
    ...source,
    flags: flags.length,
    quarantined: flags
      .filter((flag) => flag.quarantine !== undefined)
      .map(({ key, quarantine }) => ({ key, quarantine })),
  }
  return respond(request, JSON.stringify(body), ready || !requireReady ? 200 : 503, source)
}
