// Somebody's worker: it asks the binding what it is told to ask, and guards a route with `gate`.

import { Hono } from 'hono'
import type { EvaluationContext, FlagsBinding } from '../../../../protocol/binding.ts'
import { gate } from '../../../../worker/gate/middleware.ts'
import { contexts } from './contexts.ts'

export interface Call {
  readonly method: keyof FlagsBinding
  readonly key: unknown
  readonly otherwise?: unknown
  /** A context as it stands, or the name of one that JSON cannot carry. */
  readonly context?: EvaluationContext
  readonly named?: string
}

type Method = (...args: unknown[]) => Promise<unknown>

const app = new Hono<{ Bindings: { FLAGS: Readonly<Record<string, Method>> } }>()

app.post('/call', async (c) => {
  const { method, key, otherwise, context, named } = await c.req.json<Call>()
  const given = named === undefined ? context : contexts[named]!()
  const args = method === 'isEnabled' ? [key, given] : [key, otherwise, given]
  try {
    const value = await c.env.FLAGS[method]!(...args)
    return c.json({ value })
  } catch (error) {
    return c.json({ threw: (error as Error).name })
  }
})

const context = (c: { req: { header(name: string): string | undefined } }): EvaluationContext => ({
  plan: c.req.header('x-plan'),
})

app.get('/checkout', gate('checkout', { context }), (c) => c.text('the new checkout'))
app.get('/elsewhere', gate('banner', { binding: 'NOWHERE' }), (c) => c.text('never'))
app.get('/unclonable', gate('banner', { context: () => contexts.instance!() }), (c) => c.text('never'))
app.get('/unknown', gate('nobody', { closed: (c) => c.text('not yet', 503) }), (c) => c.text('never'))

export default app
