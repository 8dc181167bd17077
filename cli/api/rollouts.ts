// Rollouts and their policies. A newer server may know more: only what the commands rely on is checked.

import { z } from 'zod'
import { ok } from '../../domain/result.ts'
import { builtInPolicies } from '../../domain/rollout/policy.ts'
import type { Probe } from '../../domain/rollout/probe.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const policyShape = z.looseObject({
  name: z.string(),
  stages: z
    .array(
      z.looseObject({
        name: z.string(),
        audience: z.string().exactOptional(),
        percent: z.number().exactOptional(),
        minDurationMinutes: z.number(),
        maxHoldMinutes: z.number(),
        criteria: z.array(z.looseObject({ id: z.string(), proof: z.string().exactOptional() })),
      }),
    )
    .min(1),
})

const policyRecordShape = z.looseObject({
  name: z.string(),
  hash: z.string().exactOptional(),
  builtIn: z.boolean(),
  policy: policyShape,
  at: z.string().exactOptional(),
  by: z.string().exactOptional(),
})

const criterionShape = z.looseObject({
  id: z.string(),
  describes: z.string(),
  verdict: z.string(),
  failure: z.number(),
  failAt: z.number(),
  pass: z.number(),
  provenAt: z.number(),
  counts: z.looseObject({
    treated: z.number(),
    treatedBad: z.number(),
    control: z.number(),
    controlBad: z.number(),
  }),
  estimate: z.number().nullable(),
  why: z.string(),
})

const eventShape = z.looseObject({
  at: z.string(),
  kind: z.string(),
  from: z.number().exactOptional(),
  to: z.number().exactOptional(),
  by: z.string(),
  why: z.string(),
})

const summaryShape = z.looseObject({
  id: z.string(),
  flag: z.string(),
  variant: z.string(),
  policy: z.looseObject({ name: z.string(), hash: z.string() }),
  status: z.string(),
  paused: z.boolean(),
  stage: z.number(),
  stages: z.array(
    z.looseObject({
      name: z.string(),
      audience: z.string().exactOptional(),
      percent: z.number().exactOptional(),
      minDurationMs: z.number(),
      maxHoldMs: z.number(),
      failures: z.number(),
    }),
  ),
  verdict: z.string(),
  by: z.string(),
  reason: z.string(),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
})

const rolloutShape = summaryShape.extend({
  criteria: z.array(criterionShape),
  mismatched: z.boolean(),
  clocks: z.looseObject({ passedMs: z.number(), heldMs: z.number(), silentMs: z.number() }),
  nextStepAt: z.string().nullable(),
  expectedVerdictSeconds: z.number().nullable(),
  obstacle: z.string().exactOptional(),
  events: z.array(eventShape),
})

const startedShape = rolloutShape.extend({
  forecast: z
    .looseObject({ stages: z.array(z.looseObject({ name: z.string(), statement: z.string() })) })
    .exactOptional(),
})

export type Policy = z.infer<typeof policyShape>
export type PolicyStage = Policy['stages'][number]
export type PolicyRecord = z.infer<typeof policyRecordShape>
export type RolloutSummary = z.infer<typeof summaryShape>
export type Rollout = z.infer<typeof rolloutShape>
export type RolloutStage = Rollout['stages'][number]
export type RolloutCriterion = Rollout['criteria'][number]
export type RolloutEvent = Rollout['events'][number]
export type StartedRollout = z.infer<typeof startedShape>

export interface NewRollout {
  readonly flag: string
  readonly variant: string
  readonly policy: string
  readonly reason: string
  readonly probes?: readonly Probe[]
  /** Ends the running one of the same flag. */
  readonly supersede?: boolean
}

export const rolloutActs = ['pause', 'resume', 'revert', 'kill'] as const
export type RolloutAct = (typeof rolloutActs)[number]

const rolloutPath = (id: string): string => `api/v1/rollouts/${encodeURIComponent(id)}`

/** Newest first. */
export const listRollouts = (
  api: AdminApi,
  filter: Record<string, string>,
  most: number,
): Answer<Page<RolloutSummary>> => api.list('api/v1/rollouts', filter, summaryShape, most)

export const getRollout = (api: AdminApi, id: string): Answer<Rollout> => api.get(rolloutPath(id), rolloutShape)

export const startRollout = (api: AdminApi, rollout: NewRollout): Answer<StartedRollout> =>
  api.post('api/v1/rollouts', rollout, {}, startedShape)

export const actOnRollout = (api: AdminApi, id: string, act: RolloutAct, reason: string): Answer<Rollout> =>
  api.post(`${rolloutPath(id)}/${act}`, { reason }, {}, rolloutShape)

/**
 * Of several with one name the newest comes first: it is the one in use. Those that come with every deployment are there even
 * while a server that nobody has used them on lists only what was declared.
 */
export async function listPolicies(api: AdminApi): Answer<readonly PolicyRecord[]> {
  const page = await api.list('api/v1/policies', {}, policyRecordShape, Number.POSITIVE_INFINITY)
  if (!page.ok) return page
  const { items } = page.value
  const unlisted = builtInPolicies.filter((policy) => items.every(({ name }) => name !== policy.name))
  return ok([...unlisted.map((policy) => ({ name: policy.name, builtIn: true, policy: plain(policy) })), ...items])
}

/** The same as it comes over the wire. */
const plain = (policy: unknown): Policy => policyShape.parse(JSON.parse(JSON.stringify(policy)))

export const addPolicy = (api: AdminApi, policy: unknown): Answer<PolicyRecord> =>
  api.post('api/v1/policies', policy, {}, policyRecordShape)
