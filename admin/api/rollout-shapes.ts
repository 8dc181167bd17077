// The shapes of rollouts and policies, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { probeMethods } from '../../domain/rollout/probe.ts'
import * as shapes from './shapes.ts'

const whole = z.number().int()
const number = z.number()
const verdict = z.enum(['PASS', 'FAIL', 'HOLD'])

const percentText = 'percent from 1 to 50'
/** Judged by the door for policies, which names every problem with its place. */
export const policyInput = z
  .looseObject(
    { holdbackPercent: z.number(percentText).min(1, percentText).max(50, percentText).optional() },
    'a policy: an object with "name" and "stages"',
  )
  .openapi('PolicyInput', {
    description: 'name, alpha, holdbackPercent and stages; docs/rollouts.md explains every member.',
  })

export const policyRecord = z
  .object({
    hash: z.string(),
    name: z.string(),
    builtIn: z.boolean(),
    policy: z.looseObject({ name: z.string(), stages: z.array(z.unknown()) }),
    at: shapes.time.optional(),
    by: z.string().optional(),
  })
  .openapi('Policy')

export const startInput = z
  .strictObject(
    {
      flag: shapes.name,
      variant: shapes.name,
      policy: shapes.name.default('default'),
      reason: shapes.reason,
      supersede: z.boolean('true or false').optional(),
      probes: z.array(z.unknown(), 'a list of probes').optional().openapi({
        description: 'Up to ten requests that have to be answered as declared, every half minute.',
      }),
    },
    'an object: {"flag": "…", "variant": "on", "policy": "default", "reason": "…"}',
  )
  .openapi('RolloutInput')

export const steerInput = z
  .strictObject({ reason: shapes.reason }, 'an object: {"reason": "…"}')
  .openapi('RolloutReason')

export const statuses = z.enum(['draft', 'running', 'completed', 'killed', 'superseded'])

const stage = z.object({
  name: z.string(),
  percent: number.optional(),
  audience: z.string().optional(),
  minDurationMs: whole,
  maxHoldMs: whole,
  failures: whole,
})

export const rolloutSummary = z
  .object({
    id: z.string().openapi({ example: 'r1' }),
    flag: z.string(),
    variant: z.string(),
    policy: z.object({ name: z.string(), hash: z.string() }),
    status: statuses,
    paused: z.boolean(),
    stage: whole.openapi({ description: 'Index into stages.' }),
    attempt: whole,
    stages: z.array(stage),
    verdict,
    by: z.string(),
    reason: z.string(),
    startedAt: shapes.time,
    endedAt: shapes.time.optional(),
  })
  .openapi('RolloutSummary')

const criterion = z.object({
  id: z.string(),
  describes: z.string(),
  verdict,
  failure: number.openapi({ description: 'Evidence of harm; it fails at failAt.' }),
  failAt: number,
  pass: number.openapi({ description: 'Evidence of health; a strict criterion is proven at provenAt.' }),
  provenAt: number,
  counts: z.object({ treated: whole, treatedBad: whole, control: whole, controlBad: whole }),
  estimate: number.nullable(),
  why: z.string(),
})

const event = z.object({
  at: shapes.time,
  kind: z.string(),
  from: whole.optional(),
  to: whole.optional(),
  by: z.string(),
  why: z.string(),
  evidence: z.unknown().optional(),
})

const probe = z.object({
  name: z.string(),
  method: z.enum(probeMethods),
  url: z.string(),
  expectStatus: whole,
  bodyIncludes: z.string().optional(),
  timeoutMs: whole,
  failuresInARow: whole,
})

export const rollout = rolloutSummary
  .extend({
    criteria: z.array(criterion),
    mismatched: z.boolean(),
    clocks: z.object({
      passedMs: whole,
      minDurationMs: whole,
      heldMs: whole,
      maxHoldMs: whole,
      silentMs: whole,
    }),
    nextStepAt: shapes.time.nullable(),
    expectedVerdictSeconds: whole.nullable(),
    obstacle: z.string().optional(),
    probes: z.array(probe),
    events: z.array(event),
  })
  .openapi('Rollout')

export const rolloutStarted = rollout
  .extend({
    forecast: z
      .object({
        unitsPerSecond: number.nullable(),
        baselineRate: number.nullable(),
        stages: z.array(z.object({ name: z.string(), doublingSeconds: number.nullable(), statement: z.string() })),
      })
      .optional(),
  })
  .openapi('RolloutStarted')
