// The admin API: every endpoint under its address, and what answers where there is none. Wiring only.

import { OpenAPIHono } from '@hono/zod-openapi'
import { secureHeaders } from 'hono/secure-headers'
import { retriedOnce } from '../../protocol/retried-once.ts'
import { rootOf } from '../env.ts'
import { incidentPage } from '../status-page/incident-page.ts'
import { statusJson, statusPage } from '../status-page/status-page.ts'
import { alertEndpoints } from './alerts.ts'
import { cascadeEndpoints } from './cascades.ts'
import { changeEndpoints } from './changes.ts'
import { channelEndpoints } from './channels.ts'
import { deploymentEndpoints } from './deployments.ts'
import { documentEndpoints } from './documents.ts'
import { drillEndpoints } from './drills.ts'
import { type Bound, type Endpoint, endpoint, json, shown } from './endpoint.ts'
import { explain } from './explain.ts'
import { flagReadEndpoints } from './flag-reads.ts'
import { flagEndpoints } from './flags.ts'
import { hotfixEndpoints } from './hotfixes.ts'
import { incidentStepEndpoints } from './incident-steps.ts'
import { incidentUpdateEndpoints } from './incident-updates.ts'
import { incidentEndpoints } from './incidents.ts'
import { keyEndpoints } from './keys.ts'
import { killEndpoints } from './kills.ts'
import { lifecycleEndpoints } from './lifecycle.ts'
import { renderMetrics } from './metrics.ts'
import { notificationEndpoints } from './notifications.ts'
import { openApiHead, securitySchemes } from './open-api.ts'
import { readOutcomeTotals } from './outcome-totals.ts'
import { planEndpoints } from './plan.ts'
import { postMortemEndpoints } from './post-mortems.ts'
import { refuse } from './problem.ts'
import { readiness } from './readiness.ts'
import { recordEndpoints } from './records.ts'
import { responderEndpoints } from './responders.ts'
import { restoreEndpoints } from './restore.ts'
import { revisionEndpoints } from './revisions.ts'
import { rolloutEndpoints } from './rollouts.ts'
import { schemaHeaders, schemas } from './schemas.ts'
import { segmentEndpoints } from './segments.ts'
import * as shapes from './shapes.ts'
import { systemEndpoints } from './systems.ts'

const head = endpoint({
  method: 'get',
  path: '/api/v1/head',
  summary: 'What is published, what is killed, and what is still on its way.',
  needs: ['read'],
  answers: { 200: { description: 'The head.', schema: shapes.head } },
  run: async ({ root, caller }) => shown(await root.head(caller)),
})

export const endpoints: readonly Endpoint[] = [
  head,
  ...documentEndpoints,
  ...revisionEndpoints,
  ...flagReadEndpoints,
  ...flagEndpoints,
  ...segmentEndpoints,
  ...killEndpoints,
  ...systemEndpoints,
  ...keyEndpoints,
  ...recordEndpoints,
  ...changeEndpoints,
  ...planEndpoints,
  explain,
  ...restoreEndpoints,
  ...lifecycleEndpoints,
  ...rolloutEndpoints,
  ...drillEndpoints,
  ...incidentEndpoints,
  ...incidentStepEndpoints,
  ...postMortemEndpoints,
  readiness,
  ...alertEndpoints,
  ...responderEndpoints,
  ...deploymentEndpoints,
  ...incidentUpdateEndpoints,
  ...channelEndpoints,
  ...notificationEndpoints,
  ...hotfixEndpoints,
  ...cascadeEndpoints,
]

export function createApp(): OpenAPIHono<Bound> {
  const app = new OpenAPIHono<Bound>()
  app.use(secureHeaders())
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    app.openAPIRegistry.registerComponent('securitySchemes', name, scheme)
  }
  for (const { method, path, description, handle } of endpoints) {
    app.openAPIRegistry.registerPath(description)
    app.on(method, honoPath(path), handle)
  }
  app.get('/api/openapi.json', () => json(app.getOpenAPI31Document(openApiHead)))
  for (const [path, schema] of schemas) app.get(path, (c) => c.body(JSON.stringify(schema), 200, schemaHeaders))
  app.get('/healthz', async (c) => json((await retriedOnce(() => rootOf(c.env).health())).health))
  app.get('/metrics', async (c) => {
    const [{ health, counters }, outcomes] = await Promise.all([
      retriedOnce(() => rootOf(c.env).health()),
      readOutcomeTotals(c.env),
    ])
    return c.text(renderMetrics(health, counters, outcomes), 200, { 'content-type': 'text/plain; version=0.0.4' })
  })
  app.get('/status', statusPage)
  app.get('/status.json', statusJson)
  app.get('/incidents/:id/:roomKey', incidentPage)
  app.notFound((c) => refuseUnknown(c.req.path))
  app.onError((error) => refuseBroken(error))
  return app
}

const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** An address that exists for other methods says so. */
function refuseUnknown(path: string): Response {
  const allowed = endpoints.filter((one) => new RegExp(`^${one.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path))
  if (allowed.length > 0) {
    return refuse({ kind: 'method-not-allowed', allowed: allowed.map(({ method }) => method.toUpperCase()) })
  }
  return refuse({
    kind: 'not-found',
    detail: 'there is nothing at this address; GET /api/openapi.json describes the API',
  })
}

/** What the platform could not do is told apart from what we got wrong; neither shows its insides. */
function refuseBroken(error: Error & { retryable?: boolean; overloaded?: boolean }): Response {
  console.error('a request failed', error)
  if (error.retryable === true || error.overloaded === true) return refuse({ kind: 'unavailable' })
  const instance = `urn:uuid:${crypto.randomUUID()}`
  console.error(instance)
  return refuse({ kind: 'internal', instance })
}
