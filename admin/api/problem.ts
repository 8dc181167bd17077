// The one error form (RFC 9457), and the one mapping of every refusal to it.

import { type Problem, renderProblem } from '../../domain/problem.ts'
import type { PlanObstacle } from '../../protocol/admin-plan.ts'
import { type ProblemDetails, type ProblemKind, problemContentType, problemType } from '../../protocol/admin-problem.ts'
import type { Refusal } from '../refusal.ts'

interface Form {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
  readonly problems?: readonly Problem[]
  readonly instance?: string
  /** Members of this kind of problem only. */
  readonly more?: Readonly<Record<string, unknown>>
}

type Forms = { readonly [K in ProblemKind]: (refusal: Extract<Refusal, { kind: K }>) => Form }

const mebibyte = 1024 * 1024
const sizeText = (bytes: number): string => (bytes < mebibyte ? `${bytes / 1024} KiB` : `${bytes / mebibyte} MiB`)
const countText = (problems: readonly Problem[]): string =>
  problems.length === 1 ? renderProblem(problems[0]!) : `${problems.length} problems; see errors`

const documentAddress = '/api/v1/document'
/** Names in a sentence. */
const naming = (noun: string, names: readonly string[]): string =>
  `${noun}${names.length === 1 ? '' : 's'} ${names.map((name) => `"${name}"`).join(', ')}`
/** Parts that a refusal names. */
const maxParts = 20
const partsText = (parts: readonly string[]): string =>
  parts.length <= maxParts
    ? parts.join(', ')
    : `${parts.slice(0, maxParts).join(', ')} and ${parts.length - maxParts} more`

const forms: Forms = {
  unauthenticated: ({ detail }) => ({
    status: 401,
    title: 'Sign-in failed',
    detail,
    headers: { 'www-authenticate': 'Bearer realm="fuseboard"' },
  }),
  'too-many-attempts': ({ retryAfterSeconds }) => ({
    status: 429,
    title: 'Too many failed sign-ins',
    detail: `too many failed sign-ins from this address; try again in ${retryAfterSeconds} s`,
    headers: { 'retry-after': String(retryAfterSeconds) },
  }),
  'missing-scope': ({ needs, held }) => ({
    status: 403,
    title: 'Missing scope',
    detail: `this needs the scope ${needs.join(' or ')}; the token has ${held.length === 0 ? 'none' : held.join(', ')}`,
    more: { needs, held },
  }),
  'not-found': ({ detail }) => ({ status: 404, title: 'Not found', detail }),
  'method-not-allowed': ({ allowed }) => ({
    status: 405,
    title: 'Method not allowed',
    detail: `this address takes ${allowed.join(', ')}`,
    headers: { allow: allowed.join(', ') },
  }),
  'malformed-json': ({ detail }) => ({ status: 400, title: 'Malformed JSON', detail }),
  'invalid-body': ({ problems }) => ({ status: 422, title: 'Invalid body', detail: countText(problems), problems }),
  'invalid-document': ({ problems }) => ({
    status: 422,
    title: 'Invalid flag document',
    detail: countText(problems),
    problems,
  }),
  'invalid-query': ({ detail }) => ({ status: 400, title: 'Invalid query', detail }),
  'invalid-idempotency-key': () => ({
    status: 400,
    title: 'Invalid idempotency key',
    detail: 'Idempotency-Key takes 1 to 255 printable ASCII characters',
  }),
  'idempotency-key-reused': () => ({
    status: 422,
    title: 'Idempotency key reused',
    detail: 'this Idempotency-Key was used for another request within 24 h; send a new key with a new request',
  }),
  'precondition-required': ({ address = documentAddress }) => ({
    status: 428,
    title: 'Precondition required',
    detail: `send If-Match with the ETag of GET ${address}, so that nobody else is overwritten; "*" overwrites`,
  }),
  'stale-precondition': ({ revision, what = 'the document', address = documentAddress }) => ({
    status: 412,
    title: 'Changed meanwhile',
    detail:
      revision === ''
        ? `${what} does not exist; to create it, leave If-Match out, or send If-None-Match: *`
        : `${what} is at ${revision} now; GET ${address}, apply the change to it and send its ETag`,
    ...(revision !== '' && { headers: { etag: `"${revision}"` } }),
  }),
  'already-exists': ({ what, address, etag }) => ({
    status: 412,
    title: 'Exists already',
    detail: `${what} exists; to replace it, send If-Match with the ETag of GET ${address} instead of If-None-Match`,
    headers: { etag: `"${etag}"` },
  }),
  'too-large': ({ what, maxBytes }) => ({
    status: 413,
    title: 'Too large',
    detail: `${what} is larger than ${sizeText(maxBytes)} (${maxBytes} bytes)`,
  }),
  'feed-full': ({ detail }) => ({ status: 409, title: 'The feed is full', detail }),
  'already-lifted': ({ id, liftedAt, liftedBy }) => ({
    status: 409,
    title: 'Already lifted',
    detail: `the kill ${id} was lifted at ${liftedAt} by ${liftedBy}`,
  }),
  'lift-needs-write': ({ at, held }) => ({
    status: 403,
    title: 'Lifting needs the scope write',
    detail:
      `the kill is from ${at}: within ten minutes whoever may kill may take it back, later the scope write is needed; ` +
      `the token has ${held.join(', ')}`,
  }),
  'reason-required': ({ detail }) => ({ status: 422, title: 'Reason required', detail }),
  'dependency-circle': ({ circle }) => ({
    status: 422,
    title: 'Dependencies run in a circle',
    detail: circle.join(' → '),
    problems: [{ path: '/dependsOn', found: circle.join(' → '), allowed: 'dependencies without a circle' }],
  }),
  'system-in-use': ({ id, by, flags = [] }) => ({
    status: 409,
    title: 'System in use',
    detail: [
      ...(by.length > 0 ? [`${by.join(', ')} ${by.length === 1 ? 'depends' : 'depend'} on ${id}`] : []),
      ...(flags.length > 0 ? [`${naming('flag', flags)} ${flags.length === 1 ? 'belongs' : 'belong'} to ${id}`] : []),
    ]
      .join('; ')
      .concat('; change that first'),
  }),
  'flag-in-use': ({ flags }) => ({
    status: 409,
    title: 'Flag in use',
    detail:
      `${flags.map(({ key, lastAt }) => `"${key}" was evaluated at ${new Date(lastAt).toISOString()}`).join(', ')}; a flag ` +
      'may go seven days after its last evaluation: take it out of the code first',
  }),
  'flag-archived': ({ flags }) => ({
    status: 409,
    title: 'Flag archived',
    detail:
      `${flags.map(({ key, at, by }) => `"${key}" was archived at ${new Date(at).toISOString()} by ${by}`).join(', ')}; ` +
      'leave it out or give it another key, or bring it back: POST /api/v1/flags/{key}/restore',
  }),
  'segment-in-use': ({ name, flags, segments }) => ({
    status: 409,
    title: 'Segment in use',
    detail: `${[
      ...(flags.length > 0 ? [naming('flag', flags)] : []),
      ...(segments.length > 0 ? [naming('segment', segments)] : []),
    ].join(' and ')} use "${name}"; change their targeting first`,
  }),
  'segment-missing': ({ key, segments }) => ({
    status: 409,
    title: 'Segments are gone',
    detail:
      `the flag "${key}" refers to the ${naming('segment', segments)}, which the document has no more; ` +
      'PUT /api/v1/segments/{name} first',
  }),
  'own-change': ({ detail }) => ({ status: 409, title: 'A second person is needed', detail }),
  'change-closed': ({ id, detail }) => ({ status: 409, title: 'Not open', detail, more: { id } }),
  'change-outdated': ({ detail, parts }) => ({
    status: 409,
    title: 'Outdated',
    detail: `${detail}: ${partsText(parts)}; plan it again and write it anew`,
    more: { parts: parts.slice(0, maxParts) },
  }),
  'rollout-running': ({ rollouts }) => ({
    status: 409,
    title: 'Rollout running',
    detail:
      `${rollouts.map(({ id, key }) => `the rollout ${id} of "${key}"`).join(', ')} ${rollouts.length === 1 ? 'is' : 'are'} ` +
      'running, and nothing else changes its flag: wait for its criteria, or POST /api/v1/rollouts/{id}/pause, /revert or /kill',
    more: { rollouts },
  }),
  'rollout-required': ({ flags }) => ({
    status: 409,
    title: 'Rollout required',
    detail:
      `only a guarded rollout raises the exposure of ${naming('flag', flags)}: fuseboard rollout start ${flags[0]}, or ` +
      'POST /api/v1/rollouts; breaking the glass stands for a second person, not for evidence',
    more: { flags },
  }),
  'rollout-refused': ({ detail }) => ({ status: 409, title: 'Rollout refused', detail }),
  'stale-budget': ({ owner, stale, budget }) => ({
    status: 409,
    title: 'Too many stale flags',
    detail:
      `"${owner}" has ${stale} stale flags, and the budget is ${budget}: no new rollout until some are gone; ` +
      'GET /api/v1/flags?stale=true lists them, DELETE /api/v1/flags/{key} archives one; the policy "hotfix" is exempt',
  }),
  'transition-refused': ({ what, id, from, to, missing }) => ({
    status: 409,
    title: 'Not yet',
    detail: `${what} ${id} cannot go from ${from} to ${to}: ${missing.join('; ')}`,
    more: { from, to, missing },
  }),
  'channel-refused': ({ detail }) => ({ status: 409, title: 'Channel refused', detail }),
  'not-available-here': ({ detail }) => ({ status: 501, title: 'Not available here', detail }),
  unavailable: ({
    detail = 'the control plane cannot be reached at this moment; what was acknowledged is kept, try again',
  }) => ({
    status: 503,
    title: 'Unavailable',
    detail,
    headers: { 'retry-after': '1' },
  }),
  internal: ({ instance }) => ({
    status: 500,
    title: 'Internal error',
    detail: `something broke; the log has it under ${instance}`,
    instance,
  }),
}

const formOf = (refusal: Refusal): Form => (forms[refusal.kind] as (refusal: Refusal) => Form)(refusal)

/** The refusal that a write would get, as a plan tells it. */
export function renderObstacle(refusal: Refusal): PlanObstacle {
  const { detail, problems } = formOf(refusal)
  return { kind: refusal.kind, detail, ...(problems !== undefined && { problems }) }
}

export function refuse(refusal: Refusal): Response {
  const { status, title, detail, headers, problems, instance, more } = formOf(refusal)
  const details: ProblemDetails = {
    type: problemType(refusal.kind),
    title,
    status,
    detail,
    ...more,
    ...(instance !== undefined && { instance }),
    ...(problems !== undefined && {
      errors: problems.map(({ path, found, allowed }) => ({
        pointer: path,
        detail: `found ${found}; allowed: ${allowed}`,
      })),
    }),
  }
  return new Response(JSON.stringify(details), {
    status,
    headers: { 'content-type': problemContentType, 'cache-control': 'no-store', ...headers },
  })
}
