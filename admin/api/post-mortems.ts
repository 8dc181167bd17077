// Post-mortems, as Markdown, and what has to answer while an incident is verified.

import { z } from '@hono/zod-openapi'
import { fail, ok } from '../../domain/result.ts'
import { parseProbes } from '../../domain/rollout/parse-probes.ts'
import { type Endpoint, endpoint, written } from './endpoint.ts'
import { etagOf, parseIfMatch } from './etag.ts'
import * as incidentShapes from './incident-shapes.ts'
import { readBody } from './read-body.ts'
import * as shapes from './shapes.ts'

const markdown = z.string().openapi({ description: 'Markdown.' })
const markdownType = 'text/markdown; charset=utf-8'
const maxBytes = 64 * 1024

const day = 'a day, as 2027-02-05'
const planInput = z
  .strictObject(
    { owner: shapes.name, due: z.string(day).regex(/^\d{4}-\d{2}-\d{2}$/, day) },
    'an object: {"owner", "due"}',
  )
  .openapi('PostMortemPlan')

const plan = endpoint({
  method: 'post',
  path: '/api/v1/incidents/{id}/postmortem',
  summary: 'Says who writes the post-mortem, and until when. A SEV1 or SEV2 is not closed without.',
  needs: ['incident'],
  body: planInput,
  answers: { 200: { description: 'The incident as it is now.', schema: incidentShapes.incident } },
  refuses: ['malformed-json', 'invalid-body', 'not-found', 'invalid-idempotency-key', 'idempotency-key-reused'],
  run: async ({ root, caller, params, body }) => {
    return written(await root.act(caller, 'incident.postmortem.plan', { id: params.id ?? '', ...body }))
  },
})

const rendered = ({ text, etag }: { text: string; etag: string }): Response =>
  new Response(text, { headers: { 'content-type': markdownType, 'cache-control': 'no-store', etag: etagOf(etag) } })

const show = endpoint({
  method: 'get',
  path: '/api/v1/incidents/{id}/postmortem',
  summary: 'The post-mortem: written from the records until somebody edits it. Its ETag is what an edit has to match.',
  needs: ['read'],
  answers: { 200: { description: 'Markdown.', schema: markdown, contentType: 'text/markdown' } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => {
    const found = await root.look(caller, 'incident.postmortem', params.id ?? '')
    return found.ok ? ok(rendered(found.value)) : found
  },
})

const edit = endpoint({
  method: 'put',
  path: '/api/v1/incidents/{id}/postmortem',
  summary: 'Replaces the post-mortem by what its owner made of it. Needs If-Match.',
  needs: ['incident'],
  reads: { shape: markdown, contentType: 'text/markdown' },
  preconditions: true,
  answers: { 200: { description: 'The document as it is now.', schema: markdown, contentType: 'text/markdown' } },
  refuses: ['not-found', 'invalid-body', 'too-large', 'precondition-required', 'stale-precondition'],
  run: async ({ root, caller, request, params }) => {
    const text = await readBody(request, maxBytes)
    const ifMatch = parseIfMatch(request.headers.get('if-match'))
    if (!text.ok) return text
    if (text.value.trim() === '') {
      const problems = [{ path: '', found: 'nothing', allowed: 'Markdown: what GET of this address answers, edited' }]
      const admitted = await root.admit(caller)
      return admitted.ok ? fail({ kind: 'invalid-body', problems }) : admitted
    }
    const edited = { id: params.id ?? '', text: text.value, ifMatch }
    const done = await root.act(caller, 'incident.postmortem.write', edited)
    return done.ok ? ok(rendered(done.value.body)) : done
  },
})

const probesInput = z
  .strictObject({ probes: z.array(z.unknown(), 'a list of probes') }, 'an object: {"probes": […]}')
  .openapi('IncidentProbes', { description: 'Up to ten requests that have to be answered as declared.' })

const probes = endpoint({
  method: 'post',
  path: '/api/v1/incidents/{id}/probes',
  summary: 'Sets the endpoints that have to answer while the incident is verified, in place of those set before.',
  needs: ['incident'],
  body: probesInput,
  answers: { 200: { description: 'The incident as it is now.', schema: incidentShapes.incident } },
  refuses: [
    'malformed-json',
    'invalid-body',
    'not-found',
    'transition-refused',
    'invalid-idempotency-key',
    'idempotency-key-reused',
  ],
  run: async ({ root, caller, params, body, isLocal }) => {
    const parsed = parseProbes(body.probes, { allowLoopback: isLocal })
    if (parsed.ok)
      return written(await root.act(caller, 'incident.probes', { id: params.id ?? '', probes: parsed.value }))
    const admitted = await root.admit(caller)
    return admitted.ok ? fail({ kind: 'invalid-body', problems: parsed.error }) : admitted
  },
})

export const postMortemEndpoints: readonly Endpoint[] = [plan, show, edit, probes]
