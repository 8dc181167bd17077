// flagd-core behind the same door: the mode that Workers allow, all flags, one JSON answer.

import { FlagdCore } from '@openfeature/flagd-core'
import { Hono } from 'hono'

const silent = { error() {}, warn() {}, info() {}, debug() {} }

const app = new Hono<{ Bindings: { DOCUMENT: string } }>()
let core: FlagdCore | undefined

app.post('*', async (c) => {
  if (core === undefined) {
    core = new FlagdCore(undefined, silent, { disableDynamicCodeGeneration: true })
    core.setConfigurations(c.env.DOCUMENT)
  }
  const { context } = JSON.parse(await c.req.text())
  const flags = core.resolveAll(context, silent).map(({ flagKey, value, variant, reason, flagMetadata }) => {
    return { key: flagKey, reason, value, variant, metadata: flagMetadata }
  })
  return c.body(JSON.stringify({ flags }), 200, { 'content-type': 'application/json' })
})

export default app
