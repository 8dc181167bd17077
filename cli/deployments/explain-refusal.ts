// A deployment that may not move: each thing that has to be there first on a line of its own, and what to type.

import { isJsonObject } from '../../domain/json.ts'
import { fail, type Result } from '../../domain/result.ts'
import { isProblem } from '../api/problem.ts'
import type { Failure } from '../failure.ts'

export function explainRefusal<T>(answer: Result<T, Failure>, remedy: string): Result<T, Failure> {
  if (answer.ok || !isProblem(answer.error, 'transition-refused')) return answer
  const { problem } = answer.error
  if (!isJsonObject(problem) || !Array.isArray(problem.missing)) return answer
  const details = problem.missing.filter((text) => typeof text === 'string')
  const message = `Refused: it cannot go from ${String(problem.from)} to ${String(problem.to)} now (409)`
  return fail({ ...answer.error, message, details, remedy })
}

export const goLiveRemedy =
  'With the hotfix of that incident: --hotfix ID. fuseboard deployments shows what runs; deployments rollback ID takes it back.'
