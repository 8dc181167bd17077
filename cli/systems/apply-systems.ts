// Writes a plan of the system map, step by step. Each step holds only if its system is still what the plan saw; where one fails,
// what was done before is told, and applying the file again does the rest.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { getSystem, putSystem, removeSystem } from '../api/systems.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { isSameSystem, type SystemStep } from './plan-systems.ts'

export async function applySystems(api: AdminApi, steps: readonly SystemStep[]): Promise<Result<null, Failure>> {
  const done: string[] = []
  for (const one of steps) {
    const applied = await applyStep(api, one)
    if (!applied.ok) return fail(withDone(applied.error, one, done))
    done.push(`${one.change} before: ${one.id}`)
  }
  return ok(null)
}

async function applyStep(api: AdminApi, { id, before, after }: SystemStep): Promise<Result<unknown, Failure>> {
  if (before === null) return putSystem(api, after!, null)
  const found = await getSystem(api, id)
  if (!found.ok) return found
  const { value, etag } = found.value
  if (!isSameSystem(value, before)) {
    const remedy = 'Look at it with fuseboard systems plan, then repeat.'
    return fail({ exitCode: exitCodes.conflict, message: `Somebody has changed the system ${id} meanwhile.`, remedy })
  }
  return after === null ? removeSystem(api, id, etag ?? '*') : putSystem(api, after, etag ?? '*')
}

function withDone(failure: Failure, { id }: SystemStep, done: readonly string[]): Failure {
  const { message, details = [] } = failure
  return { ...failure, message: `${id}: ${message}`, details: [...details, ...done] }
}
