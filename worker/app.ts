// The evaluator's HTTP doors, and nothing else: decode, call, encode. No middleware stands in front of the hot routes;
// each one would cost as much as evaluating fifty flags.

import { type Context, Hono } from 'hono'
import { renderGeneralError } from '../protocol/ofrep.ts'
import { answerDrill } from './drill/answer-drill.ts'
import type { Env } from './env.ts'
import { serveFlagd } from './flagd/serve-flagd.ts'
import { answerGate } from './gate/answer-gate.ts'
import { preflight, refuse } from './http/respond.ts'
import type { Isolate } from './isolate.ts'
import { evaluateAll } from './ofrep/evaluate-all.ts'
import { evaluateOne } from './ofrep/evaluate-one.ts'
import { openStream } from './ofrep/stream.ts'
import type { KeepAlive } from './snapshot/ladder.ts'
import { answerHealth } from './status/health.ts'
import { renderMetrics } from './status/metrics.ts'

type Bound = { Bindings: Env }

const routes =
  'POST /ofrep/v1/evaluate/flags[/{key}], GET /ofrep/v1/stream, GET|POST /v1/gate/{key}, POST /v1/drill/{key}, ' +
  'GET /v1/flagd.json, /healthz, /readyz, /metrics'

export function createApp(isolateFor: (env: Env) => Isolate): Hono<Bound> {
  const app = new Hono<Bound>()
  const here = (c: Context<Bound>): Isolate => {
    const isolate = isolateFor(c.env)
    isolate.feed?.locate(c.req.raw)
    return isolate
  }
  const kept =
    (c: Context<Bound>): KeepAlive =>
    (work) =>
      c.executionCtx.waitUntil(work)

  app.post('/ofrep/v1/evaluate/flags/:key', (c) => evaluateOne(here(c), c.req.raw, c.req.param('key'), kept(c)))
  app.post('/ofrep/v1/evaluate/flags', (c) => evaluateAll(here(c), c.req.raw, kept(c)))
  app.get('/ofrep/v1/stream', (c) => openStream(here(c), c.req.raw, kept(c)))
  app.on(['GET', 'POST'], '/v1/gate/:key', (c) => answerGate(here(c), c.req.raw, c.req.param('key'), kept(c)))
  app.post('/v1/drill/:key', (c) => answerDrill(here(c), c.req.raw, c.req.param('key'), kept(c)))
  app.get('/v1/flagd.json', (c) => serveFlagd(here(c), c.req.raw, kept(c)))
  app.get('/healthz', (c) => answerHealth(here(c), c.req.raw, kept(c), false))
  app.get('/readyz', (c) => answerHealth(here(c), c.req.raw, kept(c), true))
  app.get('/metrics', (c) => renderMetrics(here(c), c.req.raw, kept(c)))
  app.options('*', () => preflight())
  app.notFound(() => refuse(renderGeneralError(`no such door; there are: ${routes}`), 404))
  app.onError((error) => {
    console.error('request failed', error)
    return refuse(renderGeneralError('the evaluator failed; its log has the reason'), 500)
  })
  return app
}
