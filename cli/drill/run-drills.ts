// Runs drills, a few at a time: asks the evaluator, judges its answer, calls the endpoint, records the outcome. Trouble that
// every flag would have ends the run; what was drilled until then is recorded.

import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type DrillInput, type DrillRecord, maxDrillValueChars } from '../../protocol/admin-drill.ts'
import type { DrillAnswer } from '../../protocol/drill.ts'
import type { AdminApi } from '../api/admin-api.ts'
import type { Clock } from '../arguments/command.ts'
import type { Failure } from '../failure.ts'
import { askDrillDoor, type Evaluator } from './ask-drill-door.ts'
import { callEndpoint } from './call-endpoint.ts'
import { judgeAnswer } from './judge-answer.ts'
import type { DrillTarget, Targets } from './targets.ts'

export interface DrillPlan {
  readonly api: AdminApi
  readonly evaluator: Evaluator
  readonly callsEndpoints: boolean
  readonly concurrency: number
  readonly endpointTimeoutMs: number
  readonly clock: Clock
  /** Told of each drill as it is recorded. */
  readonly onDrilled: (record: DrillRecord, done: number) => void
}

const recordShape: z.ZodType<DrillRecord> = z.looseObject({
  key: z.string(),
  at: z.string(),
  by: z.string(),
  passed: z.boolean(),
  evaluator: z.looseObject({
    reason: z.string(),
    variant: z.string().exactOptional(),
    error: z.string().exactOptional(),
  }),
  endpoint: z
    .looseObject({
      url: z.string(),
      status: z.number().exactOptional(),
      tookMs: z.number().exactOptional(),
      error: z.string().exactOptional(),
    })
    .exactOptional(),
})

/** Records in the order of the targets. */
export async function runDrills(
  plan: DrillPlan,
  { targets, revision }: Targets,
): Promise<Result<DrillRecord[], Failure>> {
  const records = new Map<string, DrillRecord>()
  const waiting = targets.values()
  let failure: Failure | undefined
  const worker = async (): Promise<void> => {
    for (const target of waiting) {
      const drilled = await drillOne(plan, target, revision)
      if (!drilled.ok) failure ??= drilled.error
      else {
        records.set(target.key, drilled.value)
        plan.onDrilled(drilled.value, records.size)
      }
      if (failure !== undefined) return
    }
  }
  await Promise.all(Array.from({ length: plan.concurrency }, worker))
  if (failure === undefined) return ok(targets.map(({ key }) => records.get(key)!))
  const done = `${records.size} of ${targets.length} flags were drilled and recorded before that`
  return fail({ ...failure, details: [...(failure.details ?? []), done] })
}

async function drillOne(
  plan: DrillPlan,
  target: DrillTarget,
  committed: string | null,
): Promise<Result<DrillRecord, Failure>> {
  const input = await outcomeOf(plan, target, committed)
  return input.ok ? plan.api.post('api/v1/drills', input.value, {}, recordShape) : input
}

async function outcomeOf(
  { evaluator, callsEndpoints, endpointTimeoutMs, clock }: DrillPlan,
  target: DrillTarget,
  committed: string | null,
): Promise<Result<DrillInput, Failure>> {
  const { key } = target
  const asked = await askDrillDoor(evaluator, key)
  if (!asked.ok) {
    if (asked.error.kind === 'run') return fail(asked.error.failure)
    return ok({ key, passed: false, evaluator: { reason: 'ERROR', error: recordable(asked.error.error) } })
  }
  const answer = asked.value
  const error = judgeAnswer(target, answer, committed)
  const part = { ...evaluatorPart(answer), ...(error !== undefined && { error: recordable(error) }) }
  // An endpoint that works with a wrong off value proves nothing.
  if (error !== undefined || target.endpoint === undefined || !callsEndpoints) {
    return ok({ key, passed: error === undefined, evaluator: part })
  }
  const called = await callEndpoint(target.endpoint, answer.pass, endpointTimeoutMs, clock)
  const endpoint = called.error === undefined ? called : { ...called, error: recordable(called.error) }
  return ok({ key, passed: called.error === undefined, evaluator: part, endpoint })
}

function evaluatorPart({ reason, variant, value }: DrillAnswer): DrillInput['evaluator'] {
  const isShort = value !== undefined && JSON.stringify(value).length <= maxDrillValueChars
  return { reason, ...(variant !== undefined && { variant }), ...(isShort && { value }) }
}

const maxErrorLength = 500
const recordable = (error: string): string => error.slice(0, maxErrorLength)
