// Rollouts and their policies. A newer server may know more: only what the commands rely on is checked.

import { z } from 'zod'
import { ok } from '../../domain/result.ts'
import type { Probe } from '../../domain/rollout/probe.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const criterionShape = z.looseObject({ id: z.string(), proof: z.string().exactOptional() })

const stageShape = z.looseObject({
  name: z.string(),
  audience: z.string().exactOptional(),
  percent: z.number().exactOptional(),
  minDurationMinutes: z.number(),
  maxHoldMinutes: z.number(),
  criteria: z.array(criterionShape),
})

const policyShape = z.looseObject({ name: z.string(), hash: z.string(), stages: z.array(stageShape).min(1) })

const judgementShape = z.looseObject({
  id: z.string(),
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
  describes: z.string(),
})

const place = z.union([z.string(), z.number()])

const eventShape = z.looseObject({
  at: z.string(),
  kind: z.string(),
  from: place.exactOptional(),
  to: place.exactOptional(),
  by: z.string(),
  why: z.string(),
})

const headMembers = {
  id: z.string(),
  flag: z.string(),
  variant: z.string(),
  status: z.string(),
  stage: z.number(),
  paused: z.boolean(),
  startedAt: z.string(),
  endedAt: z.string().exactOptional(),
  by: z.string(),
  reason: z.string(),
}

/** What a list has of each. */
const rolloutHeadShape = z.looseObject({ ...headMembers, policy: z.looseObject({ name: z.string() }) })

const rolloutShape = z.looseObject({
  ...headMembers,
  policy: policyShape,
  verdict: z.string().nullable(),
  judgements: z.array(judgementShape),
  passedMs: z.number(),
  heldMs: z.number(),
  silentMs: z.number(),
  nextStepAt: z.string().nullable(),
  expectedVerdictSeconds: z.number().nullable(),
  failures: z.array(z.number()),
  detectable: z.array(z.looseObject({ stage: place, statement: z.string() })),
  events: z.array(eventShape),
})

export type Stage = z.infer<typeof stageShape>
export type Policy = z.infer<typeof policyShape>
export type Judgement = z.infer<typeof judgementShape>
export type RolloutEvent = z.infer<typeof eventShape>
export type RolloutHead = z.infer<typeof rolloutHeadShape>
export type Rollout = z.infer<typeof rolloutShape>

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
export const listRollouts = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<RolloutHead>> =>
  api.list('api/v1/rollouts', filter, rolloutHeadShape, most)

export const getRollout = (api: AdminApi, id: string): Answer<Rollout> => api.get(rolloutPath(id), rolloutShape)

export const startRollout = (api: AdminApi, rollout: NewRollout): Answer<Rollout> =>
  api.post('api/v1/rollouts', rollout, {}, rolloutShape)

export const actOnRollout = (api: AdminApi, id: string, act: RolloutAct, reason: string): Answer<Rollout> =>
  api.post(`${rolloutPath(id)}/${act}`, { reason }, {}, rolloutShape)

export async function listPolicies(api: AdminApi): Answer<readonly Policy[]> {
  const page = await api.list('api/v1/policies', {}, policyShape, Number.POSITIVE_INFINITY)
  return page.ok ? ok(page.value.items) : page
}

export const addPolicy = (api: AdminApi, policy: unknown): Answer<Policy> =>
  api.post('api/v1/policies', policy, {}, policyShape)
