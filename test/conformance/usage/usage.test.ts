// Both workers on real workerd, and a third that is bound to the evaluator: what each door answered reaches the root.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { bundle } from '../../../cli/local/bundle.ts'
import { publishDocument } from '../../../cli/local/publish-document.ts'
import { localState } from '../../../cli/local/run-workers.ts'
import { adminOptions, evaluatorName, evaluatorOptions, host } from '../../../cli/local/worker-options.ts'
import type { FlagDefinition } from '../../../domain/flag/flag-document.ts'

const root = resolve(import.meta.dirname, '../../..')
const ports = { evaluator: 18_491, admin: 18_492 }
const token = 'fb_test_0123456789abcdef0123456789abcdef'
const evaluator = `http://${host}:${ports.evaluator}`
const admin = `http://${host}:${ports.admin}`

const flag: FlagDefinition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }

let miniflare: Miniflare
const leavings = [mkdtempSync(join(tmpdir(), 'fuseboard-test-'))]

beforeAll(async () => {
  const dirs: string[] = []
  for (const config of ['wrangler.toml', 'admin/wrangler.toml']) {
    const bundled = await bundle(root, join(root, config))
    if (!bundled.ok) throw new Error(bundled.error)
    dirs.push(bundled.value)
  }
  leavings.push(...dirs)
  const data = await evaluatorOptions({ root, dir: dirs[0]!, port: ports.evaluator }, true)
  const control = await adminOptions({ root, dir: dirs[1]!, port: ports.admin }, { token })
  const bound = {
    name: 'bound',
    modules: true as const,
    compatibilityDate: data.compatibilityDate,
    serviceBindings: { FLAGS: { name: evaluatorName, entrypoint: 'Flags' } },
    script: `export default { fetch: async (_, env) => Response.json(await env.FLAGS.isEnabled('bound', {})) }`,
  }
  miniflare = new Miniflare({ ...localState(leavings[0]!), workers: [bound, data, control] })
  await miniflare.ready
  const published = await publishDocument(
    { url: admin, token },
    { flags: { single: flag, gated: flag, bound: flag, idle: flag } },
  )
  if (!published.ok) throw new Error(published.error)
})

afterAll(async () => {
  await miniflare?.dispose()
  for (const folder of leavings) rmSync(folder, { recursive: true, force: true })
})

const counters = async (): Promise<Record<string, number>> => {
  const text = await (await fetch(`${admin}/metrics`)).text()
  return Object.fromEntries(
    Array.from(text.matchAll(/^fuseboard_admin_(usage_\w+) (\d+)$/gm), (found) => [found[1], Number(found[2])]),
  )
}

it('what OFREP, gate and binding answered is counted, and nothing else', async () => {
  const single = await fetch(`${evaluator}/ofrep/v1/evaluate/flags/single`, { method: 'POST', body: '{}' })
  expect(await single.json()).toMatchObject({ value: true })
  expect((await fetch(`${evaluator}/v1/gate/gated`)).status).toBe(204)
  expect(await (await miniflare.dispatchFetch('http://bound.example/')).json()).toBe(true)
  expect((await fetch(`${evaluator}/v1/flagd.json`)).status).toBe(200)
  // One row for each flag that was asked for, once evaluator and telemetry have reported.
  await vi.waitFor(async () => expect(await counters()).toMatchObject({ usage_rows_total: 3 }), {
    timeout: 50_000,
    interval: 500,
  })
  expect(await counters()).toEqual({ usage_rows_total: 3, usage_rows_unknown_total: 0, usage_batches_refused_total: 0 })
})
