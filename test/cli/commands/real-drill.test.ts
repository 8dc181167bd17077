// Drills from end to end: the command against what `npm start` runs, and two small applications that hand the pass on, one
// through an OpenFeature SDK, one through the gate. Both work only while their flag is off.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Client, OpenFeature } from '@openfeature/server-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../conformance/evaluator.ts'
import { RemoteProvider } from '../../conformance/ofrep/remote-provider.ts'
import { environmentIn, runCli } from './run-cli.ts'

const local = resolve(import.meta.dirname, '../../../cli/local/main.ts')
const token = 'fb_local_0123456789abcdefghij'

let home: string
let instance: ChildProcess
let evaluator: string
let admin: string
let application: Server
let address: string
let client: Client

/** Whether the flag is on for this request, as an OpenFeature SDK finds out. */
function asksSdk(pass: string | undefined): Promise<boolean> {
  return client.getBooleanValue('new-checkout', false, { targetingKey: 'user-1', $drill: pass ?? '' })
}

async function asksGate(pass: string | undefined): Promise<boolean> {
  const headers: Record<string, string> = pass === undefined ? {} : { 'fuseboard-drill': pass }
  return (await fetch(`${evaluator}/v1/gate/new-search`, { headers })).status === 204
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fuseboard-drill-real-'))
  application = createServer(async ({ url, headers }, response) => {
    const pass = headers['fuseboard-drill'] as string | undefined
    const isOn = await (url === '/search' ? asksGate(pass) : asksSdk(pass))
    response.writeHead(isOn ? 500 : 200).end()
  })
  await new Promise<void>((started) => application.listen(0, '127.0.0.1', started))
  address = `http://127.0.0.1:${(application.address() as AddressInfo).port}`
  const on = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
  const flags = {
    'new-checkout': { ...on, fuseboard: { drill: { url: `${address}/checkout` } } },
    'new-search': { ...on, fuseboard: { drill: { url: `${address}/search` } } },
    // Its endpoint belongs to another flag, so its own pass does not help there.
    'wrong-endpoint': { ...on, fuseboard: { drill: { url: `${address}/search` } } },
    'rate-limit': { ...on, variants: { normal: 100, tight: 5 }, defaultVariant: 'normal' },
  }
  const file = join(home, 'flags.json')
  await writeFile(file, JSON.stringify({ flags }))
  const [port, adminPort] = [await freePort(), await freePort()]
  evaluator = `http://127.0.0.1:${port}`
  admin = `http://127.0.0.1:${adminPort}`
  await OpenFeature.setProviderAndWait('drilled', new RemoteProvider(evaluator))
  client = OpenFeature.getClient('drilled')
  await start([local, '--port', String(port), '--admin-port', String(adminPort), '--flags', file])
})

function start(args: readonly string[]): Promise<void> {
  const env = { ...process.env, ...environmentIn(home), FUSEBOARD_ADMIN_TOKEN: token }
  instance = spawn(process.execPath, args, { env, stdio: 'pipe' })
  let output = ''
  return new Promise((started, failed) => {
    const hear = (chunk: Buffer): void => {
      output += chunk
      if (output.includes('Stop with')) started()
    }
    instance.stdout?.on('data', hear)
    instance.stderr?.on('data', hear)
    instance.once('exit', () => failed(new Error(`npm start ended:\n${output}`)))
  })
}

afterAll(async () => {
  application.closeAllConnections()
  application.close()
  instance.removeAllListeners('exit')
  const ended = new Promise((resolve) => instance.once('exit', resolve))
  if (instance.kill('SIGTERM')) await ended
  await rm(home, { recursive: true, force: true })
})

describe('fuseboard drill against a real instance', () => {
  it('proves what works with the flag off, while the flag stays on for everybody', async () => {
    const { code, stdout } = await runCli(['drill', 'new-checkout', 'new-search', '--json'], environmentIn(home))
    expect(code, stdout).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      evaluator,
      passed: 2,
      items: [
        { key: 'new-checkout', by: 'local', evaluator: { value: false }, endpoint: { status: 200 } },
        { key: 'new-search', by: 'local', evaluator: { value: false }, endpoint: { status: 200 } },
      ],
    })
    for (const path of ['/checkout', '/search']) expect((await fetch(address + path)).status).toBe(500)
  })

  it('finds what would break, warns of what has no off value, and records all of it', async () => {
    const { code, stdout } = await runCli(['drill', '--all'], environmentIn(home))
    expect(code).toBe(1)
    expect(stdout).toContain('4 flags drilled: 3 passed, 1 failed.')
    expect(stdout).toContain('Failed   wrong-endpoint: ')
    expect(stdout).toContain('Warning  rate-limit: no off value is declared')
    const headers = { authorization: `Bearer ${token}` }
    const { items } = (await (await fetch(`${admin}/api/v1/drills?passed=false`, { headers })).json()) as {
      items: object[]
    }
    expect(items).toMatchObject([{ key: 'wrong-endpoint', passed: false, endpoint: { status: 500 } }])
  })
})
