// Both workers on real workerd, with real relays, root and KV: a kill is enforced within its lease, by every door, with KV
// working and with KV failing.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Miniflare } from 'miniflare'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultyKvScript } from '../../../bench/kill/faulty-kv.ts'
import { bundle } from '../../../cli/local/bundle.ts'
import { publishDocument } from '../../../cli/local/publish-document.ts'
import { localState } from '../../../cli/local/run-workers.ts'
import { adminOptions, evaluatorOptions, host } from '../../../cli/local/worker-options.ts'
import type { FlagDefinition, FlagDocument } from '../../../domain/flag/flag-document.ts'

const root = resolve(import.meta.dirname, '../../..')
const ports = { evaluator: 18_487, admin: 18_488, kv: 18_489 }
const token = 'fb_test_0123456789abcdef0123456789abcdef'
const evaluator = `http://${host}:${ports.evaluator}`
const admin = `http://${host}:${ports.admin}`
/** The lease, and what this busy machine may need on top. */
const enforcedWithinMs = 2_500 + 1_000

const flag = (settings: FlagDefinition['fuseboard']): FlagDefinition => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'on',
  fuseboard: { offVariant: 'off', ...settings },
})

const document: FlagDocument = {
  flags: {
    checkout: flag({ system: 'payments', strict: true }),
    refunds: flag({ system: 'payments' }),
    banner: flag({}),
  },
}

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
  const behindStandIn = {
    kvNamespaces: {},
    serviceBindings: { FLAGS_KV: { name: 'kv-stand-in', entrypoint: 'Store' } },
  }
  const data = await evaluatorOptions({ root, dir: dirs[0]!, port: ports.evaluator }, true)
  const control = await adminOptions({ root, dir: dirs[1]!, port: ports.admin }, { token })
  const standIn = {
    name: 'kv-stand-in',
    modules: true as const,
    script: faultyKvScript,
    compatibilityDate: data.compatibilityDate,
    kvNamespaces: { REAL_KV: 'flags' },
    unsafeDirectSockets: [{ host, port: ports.kv }],
  }
  const workers = [{ ...data, ...behindStandIn }, { ...control, ...behindStandIn }, standIn]
  miniflare = new Miniflare({ ...localState(leavings[0]!), workers })
  await miniflare.ready
  const published = await publishDocument({ url: admin, token }, document)
  if (!published.ok) throw new Error(published.error)
})

afterAll(async () => {
  await miniflare?.dispose()
  for (const folder of leavings) rmSync(folder, { recursive: true, force: true })
})

async function values(): Promise<Record<string, unknown>> {
  const response = await fetch(`${evaluator}/ofrep/v1/evaluate/flags`, { method: 'POST', body: '{}' })
  const { flags } = (await response.json()) as { flags: { key: string; value: unknown }[] }
  return Object.fromEntries(flags.map(({ key, value }) => [key, value]))
}

/** Asks until the answer is as wanted, and says how long that took. */
async function until(wanted: Record<string, unknown>): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const found = await values()
    if (Object.entries(wanted).every(([key, value]) => found[key] === value)) return performance.now() - startedAt
    if (performance.now() - startedAt > enforcedWithinMs) expect(found).toEqual(expect.objectContaining(wanted))
  }
}

async function call(method: string, path: string, body?: object): Promise<{ id: string; seq: number }> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(admin + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true)
  return (await response.json()) as { id: string; seq: number }
}

const kill = (target: object) => call('POST', '/api/v1/kills', { target, reason: 'a test' })
const lift = (id: string) => call('DELETE', `/api/v1/kills/${id}?reason=mended`)
const allOn = { checkout: true, refunds: true, banner: true }

describe.each(['working', 'failing'])('with KV %s', (state) => {
  beforeAll(async () => {
    await until(allOn)
    await fetch(`http://${host}:${ports.kv}/${state === 'failing' ? 'fail' : 'work'}`)
  })

  it('a killed flag is off within the lease, and on again once it is lifted', async () => {
    const { id } = await kill({ flag: 'checkout' })
    await until({ ...allOn, checkout: false })
    expect((await fetch(`${evaluator}/v1/gate/checkout`)).status).toBe(403)
    await lift(id)
    await until(allOn)
    expect((await fetch(`${evaluator}/v1/gate/checkout`)).status).toBe(204)
  })

  it('a killed system takes its flags with it and no others', async () => {
    const { id } = await kill({ system: 'payments' })
    await until({ checkout: false, refunds: false, banner: true })
    await lift(id)
    await until(allOn)
  })

  it('everything can be killed at once', async () => {
    const { id } = await kill({ all: true })
    await until({ checkout: false, refunds: false, banner: false })
    await lift(id)
    await until(allOn)
  })

  it('this location confirms the kill', async () => {
    const { id, seq } = await kill({ flag: 'banner' })
    await until({ ...allOn, banner: false })
    await expect
      .poll(
        async () => {
          const headers = { authorization: `Bearer ${token}` }
          const response = await fetch(`${admin}/api/v1/kills/${seq}/receipts`, { headers })
          await values()
          return ((await response.json()) as { confirmed: unknown[] }).confirmed.length
        },
        { timeout: 15_000, interval: 100 },
      )
      .toBe(1)
    await lift(id)
    await until(allOn)
  })
})

it('clients that listen are told to ask again', async () => {
  const abort = new AbortController()
  const response = await fetch(`${evaluator}/ofrep/v1/stream`, { signal: abort.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const told = (async () => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk
      // What stands there after the kill, not the greeting of a stream that opens right after a change.
      if (text.split('refetchEvaluation').length > 2) return text
    }
    return text
  })()
  await new Promise((resolve) => setTimeout(resolve, 300))
  const { id } = await kill({ flag: 'banner' })
  await lift(id)
  await expect(told).resolves.toContain('"type":"refetchEvaluation"')
  abort.abort()
})
