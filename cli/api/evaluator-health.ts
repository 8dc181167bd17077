// The evaluator's own word on how it is, from its /healthz: it needs no token, and gets none.

import type { Result } from '../../domain/result.ts'
import { fail, ok } from '../../domain/result.ts'
import type { Failure } from '../failure.ts'
import { exchange, notFuseboard } from './exchange.ts'
import { type EvaluatorHealth, evaluatorHealthShape } from './shapes.ts'

export async function askEvaluator(base: URL): Promise<Result<EvaluatorHealth, Failure>> {
  const server = { base, token: undefined, onRetry: () => {}, wait: async () => {} }
  const answer = await exchange(server, { method: 'GET', path: 'healthz', timeoutMs: 2_000, attempts: 1 })
  if (!answer.ok) return answer
  const parsed = evaluatorHealthShape.safeParse(answer.value.body)
  return parsed.success ? ok(parsed.data) : fail(notFuseboard(base, 'another shape'))
}
