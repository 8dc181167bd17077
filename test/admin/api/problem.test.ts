import { describe, expect, it } from 'vitest'
import { refuse } from '../../../admin/api/problem.ts'
import type { Refusal } from '../../../admin/refusal.ts'
import { type ProblemKind, problemKinds } from '../../../protocol/admin-problem.ts'
import { ask, freshDeployments, get, inRoot, problem } from '../deployment.ts'

freshDeployments()

const found = [{ path: '/name', found: 'nothing', allowed: 'a name' }]
const one: { readonly [K in ProblemKind]: readonly [status: number, refusal: Extract<Refusal, { kind: K }>] } = {
  unauthenticated: [401, { kind: 'unauthenticated', detail: 'no token' }],
  'too-many-attempts': [429, { kind: 'too-many-attempts', retryAfterSeconds: 12 }],
  'missing-scope': [403, { kind: 'missing-scope', needs: ['kill'], held: [] }],
  'not-found': [404, { kind: 'not-found', detail: 'no such thing' }],
  'method-not-allowed': [405, { kind: 'method-not-allowed', allowed: ['GET'] }],
  'malformed-json': [400, { kind: 'malformed-json', detail: 'no JSON' }],
  'invalid-body': [422, { kind: 'invalid-body', problems: found }],
  'invalid-document': [422, { kind: 'invalid-document', problems: [...found, ...found] }],
  'invalid-query': [400, { kind: 'invalid-query', detail: 'limit' }],
  'invalid-idempotency-key': [400, { kind: 'invalid-idempotency-key' }],
  'idempotency-key-reused': [422, { kind: 'idempotency-key-reused' }],
  'precondition-required': [428, { kind: 'precondition-required' }],
  'stale-precondition': [412, { kind: 'stale-precondition', revision: 'f'.repeat(64) }],
  'already-exists': [412, { kind: 'already-exists', what: 'the flag "a"', address: '/api/v1/flags/a', etag: 'e' }],
  'too-large': [413, { kind: 'too-large', what: 'the body', maxBytes: 65_536 }],
  'feed-full': [409, { kind: 'feed-full', detail: 'full' }],
  'already-lifted': [409, { kind: 'already-lifted', id: 'k1', liftedAt: '2027-01-01T00:00:00.000Z', liftedBy: 'ann' }],
  'lift-needs-write': [403, { kind: 'lift-needs-write', at: '2027-01-01T00:00:00.000Z', held: ['kill'] }],
  'reason-required': [422, { kind: 'reason-required', detail: 'say why' }],
  'dependency-circle': [422, { kind: 'dependency-circle', circle: ['a', 'b', 'a'] }],
  'system-in-use': [409, { kind: 'system-in-use', id: 'a', by: ['b'] }],
  'flag-in-use': [409, { kind: 'flag-in-use', flags: [{ key: 'a', lastAt: 0 }] }],
  'flag-archived': [409, { kind: 'flag-archived', flags: [{ key: 'a', at: 0, by: 'ann' }] }],
  'segment-in-use': [409, { kind: 'segment-in-use', name: 'a', flags: ['b', 'c'], segments: ['d'] }],
  'segment-missing': [409, { kind: 'segment-missing', key: 'a', segments: ['b'] }],
  'own-change': [409, { kind: 'own-change', detail: 'it is yours' }],
  'change-closed': [409, { kind: 'change-closed', id: 'c1', detail: 'it was rejected' }],
  'change-outdated': [409, { kind: 'change-outdated', detail: 'others changed it', parts: ['/flags/a'] }],
  'rollout-running': [409, { kind: 'rollout-running', rollouts: [{ id: 'r1', key: 'a' }] }],
  'rollout-required': [409, { kind: 'rollout-required', flags: ['a'] }],
  'rollout-refused': [409, { kind: 'rollout-refused', detail: 'x' }],
  'transition-refused': [
    409,
    {
      kind: 'transition-refused',
      what: 'incident',
      id: 'i1',
      from: 'contain',
      to: 'investigate',
      missing: ['a containment'],
    },
  ],
  'channel-refused': [409, { kind: 'channel-refused', detail: 'it is the last one that pages' }],
  'stale-budget': [409, { kind: 'stale-budget', owner: 'team-shop', stale: 6, budget: 5 }],
  'not-available-here': [501, { kind: 'not-available-here', detail: 'no history' }],
  unavailable: [503, { kind: 'unavailable' }],
  internal: [500, { kind: 'internal', instance: 'urn:uuid:1' }],
}

describe('every refusal', () => {
  it.each(problemKinds)('has its form: %s', async (kind) => {
    const [status, refusal] = one[kind]
    const response = refuse(refusal)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const body = (await response.json()) as Record<string, unknown>
    expect(body).toMatchObject({ type: `/problems/${kind}`, status })
    for (const member of ['title', 'detail']) expect(body[member]).toMatch(/\w/)
  })
})

describe('what broke', () => {
  it('is told without its insides', async () => {
    await inRoot((root) => {
      root.surroundings.now = () => {
        throw new TypeError('the clock is gone')
      }
    })
    const told = await get('/api/v1/head')
    expect(problem(told)).toBe('500 internal')
    expect(told.body.instance).toMatch(/^urn:uuid:/)
    expect(JSON.stringify(told.body)).not.toMatch(/clock|TypeError|\.ts|at /)
  })
})

describe('addresses', () => {
  it('that do not exist say so', async () => {
    expect(problem(await get('/api/v2/kills'))).toBe('404 not-found')
    expect(problem(await get('/'))).toBe('404 not-found')
  })

  it('that exist for other methods name them', async () => {
    const told = await ask('PATCH', '/api/v1/kills')
    expect(problem(told)).toBe('405 method-not-allowed')
    expect(told.headers.get('allow')).toBe('POST, GET')
  })
})
