// A worker on bare `workerd serve`, without the proxies of a development server. Each gets a process and a port of its own,
// so that none pays for another one's garbage.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import workerd from 'workerd'

export interface ServedWorker {
  readonly name: string
  readonly port: number
  /** Folder of a bundle: `main.js` and the wasm modules it imports. */
  readonly dir: string
  readonly texts?: Readonly<Record<string, string>>
  /** Content of the KV namespace FLAGS_KV. */
  readonly kv?: Readonly<Record<string, string>>
}

const compatibilityDate = '2026-10-01'
const startTimeoutMs = 15_000
const pollMs = 2

export interface Server {
  /** From the start of the process until its port accepts connections. */
  readonly startedAfterMs: number
  stop(): Promise<void>
}

export async function serve(worker: ServedWorker): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'fuseboard-bench-'))
  const config = join(folder, 'config.capnp')
  writeFileSync(config, configText(folder, worker))
  const spawnedAt = performance.now()
  const child = spawn(workerd.default, ['serve', config, '--experimental'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await accepting(worker.port)
  } catch (error) {
    await stop()
    throw error
  }
  return { startedAfterMs: performance.now() - spawnedAt, stop }
}

const quoted = (text: string): string => JSON.stringify(text)

function configText(folder: string, worker: ServedWorker): string {
  const { name, port } = worker
  const services = [...kvService(folder, worker), workerService(folder, worker)].join(',\n')
  const socket = `(name = "http", address = "127.0.0.1:${port}", http = (), service = ${quoted(name)})`
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [${services}], sockets = [${socket}]);\n`
}

function workerService(folder: string, { name, dir, texts = {}, kv }: ServedWorker): string {
  const modules = readdirSync(dir)
    .filter((file) => file.endsWith('.js') || file.endsWith('.wasm'))
    .sort((a, b) => Number(b === 'main.js') - Number(a === 'main.js'))
    .map(
      (file) =>
        `(name = ${quoted(`./${file}`)}, ${file.endsWith('.wasm') ? 'wasm' : 'esModule'} = embed ${quoted(relative(folder, join(dir, file)))})`,
    )
  const bindings = Object.entries(texts).map(([key, text]) => `(name = ${quoted(key)}, text = ${quoted(text)})`)
  if (kv !== undefined) bindings.push(`(name = "FLAGS_KV", kvNamespace = ${quoted(`${name}-kv`)})`)
  return `(name = ${quoted(name)}, worker = (compatibilityDate = ${quoted(compatibilityDate)}, modules = [${modules.join(', ')}], bindings = [${bindings.join(', ')}]))`
}

/** A KV namespace is a service that answers GET /key. */
function kvService(folder: string, { name, kv }: ServedWorker): string[] {
  if (kv === undefined) return []
  const file = join(folder, `${name}-kv.js`)
  const answer = 'value === undefined ? new Response(null, { status: 404 }) : new Response(value)'
  writeFileSync(
    file,
    `const kv = ${JSON.stringify(kv)}
export default { fetch(request) {
  const value = kv[decodeURIComponent(new URL(request.url).pathname.slice(1))]
  return ${answer}
} }\n`,
  )
  return [
    `(name = ${quoted(`${name}-kv`)}, worker = (compatibilityDate = ${quoted(compatibilityDate)}, modules = [(name = "main.js", esModule = embed ${quoted(relative(folder, file))})]))`,
  ]
}

async function accepting(port: number): Promise<void> {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  throw new Error(`workerd did not open port ${port} within ${startTimeoutMs} ms`)
}
