// Guarded rollouts: starting them, watching them, and what people may do to one. No address advances a stage.

import { fail } from '../../domain/result.ts'
import { parsePolicy } from '../../domain/rollout/parse-policy.ts'
import { parseProbes } from '../../domain/rollout/parse-probes.ts'
import type { Scope } from '../../protocol/scopes.ts'
import { steps } from '../objects/root/commands/steer-rollout.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import { listOf, listQuery, renderList, text } from './list-query.ts'
import * as rolloutShapes from './rollout-shapes.ts'
import * as shapes from './shapes.ts'

const start = endpoint({
  method: 'post',
  path: '/api/v1/rollouts',
  summary: "Starts a flag's guarded rollout, and says what each stage will be able to see.",
  needs: ['rollout'],
  body: rolloutShapes.startInput,
  answers: {
    201: { description: 'Started, or kept as a draft for a second person.', schema: rolloutShapes.rolloutStarted },
  },
  refuses: [
    'malformed-json',
    'invalid-body',
    'not-found',
    'rollout-running',
    'rollout-refused',
    'stale-budget',
    'change-outdated',
    'invalid-document',
    'too-large',
    'idempotency-key-reused',
  ],
  run: async ({ root, caller, body: { supersede, probes: given = [], ...input }, isLocal }) => {
    const probes = parseProbes(given, { allowLoopback: isLocal })
    if (!probes.ok) {
      const admitted = await root.admit(caller)
      return admitted.ok ? fail({ kind: 'invalid-body', problems: probes.error }) : admitted
    }
    const start = { ...input, probes: probes.value, ...(supersede !== undefined && { supersede }) }
    return written(await root.startRollout(caller, start))
  },
})

const list = endpoint({
  method: 'get',
  path: '/api/v1/rollouts',
  summary: 'Rollouts, newest first.',
  needs: ['read'],
  query: listQuery({
    filters: { flag: text, status: rolloutShapes.statuses.optional(), by: text },
    sorts: ['-startedAt'],
  }),
  answers: { 200: { description: 'A page of rollouts.', schema: shapes.list(rolloutShapes.rolloutSummary) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'rollouts', listOf(query)), renderList),
})

const show = endpoint({
  method: 'get',
  path: '/api/v1/rollouts/{id}',
  summary: 'One rollout: its stage, the evidence of each criterion, its clocks, and what happened to it.',
  needs: ['read'],
  answers: { 200: { description: 'The rollout.', schema: rolloutShapes.rollout } },
  refuses: ['not-found'],
  run: async ({ root, caller, params }) => shown(await root.rollout(caller, params.id ?? '')),
})

const steering: Readonly<Record<(typeof steps)[number], { summary: string; needs: readonly [Scope, ...Scope[]] }>> = {
  pause: { summary: 'Stops the clock of a rollout; what proves harm still ends it.', needs: ['rollout', 'kill'] },
  resume: { summary: 'Lets a paused rollout go on, or a draft of somebody else begin.', needs: ['rollout'] },
  revert: { summary: 'Takes a rollout back a stage; from the first, off.', needs: ['rollout', 'kill'] },
  kill: { summary: 'Ends a rollout with its flag killed.', needs: ['rollout', 'kill'] },
}

const steer = steps.map((step) =>
  endpoint({
    method: 'post',
    path: `/api/v1/rollouts/{id}/${step}`,
    ...steering[step],
    body: rolloutShapes.steerInput,
    answers: { 200: { description: 'The rollout as it is now.', schema: rolloutShapes.rollout } },
    refuses: ['malformed-json', 'invalid-body', 'not-found', 'rollout-refused', 'idempotency-key-reused'],
    run: async ({ root, caller, params, body: { reason } }) => {
      return written(await root.steerRollout(caller, { id: params.id ?? '', step, reason }))
    },
  }),
)

const policies = endpoint({
  method: 'get',
  path: '/api/v1/policies',
  summary: 'Policies that were declared or used, newest first.',
  needs: ['read'],
  query: listQuery({ filters: { name: text }, sorts: ['-at'] }),
  answers: { 200: { description: 'A page of policies.', schema: shapes.list(rolloutShapes.policyRecord) } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.look(caller, 'policies', listOf(query)), renderList),
})

const declare = endpoint({
  method: 'post',
  path: '/api/v1/policies',
  summary: 'Declares a policy. The same name with another content is another policy; rollouts keep theirs.',
  needs: ['rollout'],
  body: rolloutShapes.policyInput,
  answers: { 201: { description: 'Declared.', schema: rolloutShapes.policyRecord } },
  refuses: ['malformed-json', 'invalid-body', 'idempotency-key-reused'],
  run: async ({ root, caller, body }) => {
    const policy = parsePolicy(body)
    if (policy.ok) return written(await root.declarePolicy(caller, policy.value))
    const admitted = await root.admit(caller)
    return admitted.ok ? fail({ kind: 'invalid-body', problems: policy.error }) : admitted
  },
})

export const rolloutEndpoints: readonly Endpoint[] = [start, list, show, ...steer, policies, declare]
