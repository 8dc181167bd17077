// `gate(key)`: Hono middleware for workers that have the service binding. Closed on any failure, the binding's own
// included. A drill pass in the request is handed on: the evaluator alone judges it.

import type { Context, MiddlewareHandler } from 'hono'
import type { EvaluationContext, FlagsBinding } from '../../protocol/binding.ts'
import { drillAttribute, drillHeader } from '../../protocol/drill.ts'
import { isPlain } from '../../protocol/evaluation-context.ts'

export interface GateOptions {
  /** Name of the service binding. Default FLAGS. */
  readonly binding?: string
  /** The evaluation context of a request. Default: none, so rules that need a user do not match. */
  readonly context?: (c: Context) => EvaluationContext | Promise<EvaluationContext>
  /** What is answered while the gate is closed. Default: 404, as if the feature were not there. */
  readonly closed?: (c: Context) => Response | Promise<Response>
}

/**
 * @example
 * app.post('/checkout', gate('new-checkout', { context: (c) => ({ targetingKey: c.req.header('x-user') }) }), handler)
 */
export function gate(key: string, options: GateOptions = {}): MiddlewareHandler {
  const { binding = 'FLAGS', context = () => ({}), closed = (c) => c.notFound() } = options
  return async (c, next) => {
    if (!(await isOpen(c, key, binding, context))) return closed(c)
    await next()
  }
}

async function isOpen(
  c: Context,
  key: string,
  binding: string,
  context: NonNullable<GateOptions['context']>,
): Promise<boolean> {
  try {
    const flags = (c.env as Record<string, FlagsBinding | undefined>)[binding]
    return (await flags?.isEnabled(key, withPass(await context(c), c.req.header(drillHeader)))) === true
  } catch {
    return false
  }
}

/** What is no context stays as it is: a header must not mend what the evaluator would refuse. */
function withPass(context: EvaluationContext | undefined, pass: string | undefined): EvaluationContext | undefined {
  if (pass === undefined) return context
  const given = context ?? {}
  return isPlain(given) ? { ...given, [drillAttribute]: pass } : given
}
