// What any Hono worker pays: it reads the body and answers a constant as long as the evaluator's answer.

import { Hono } from 'hono'

const app = new Hono<{ Bindings: { ANSWER: string } }>()

app.post('*', async (c) => {
  await c.req.text()
  return c.body(c.env.ANSWER, 200, { 'content-type': 'application/json' })
})

export default app
