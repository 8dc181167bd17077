// Workers on bare `workerd serve`, without the proxies of a development server, each on a port of its own.

import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
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

/** Starts all workers in one process; returns how to stop it. */
export async function serve(folder: string, workers: readonly ServedWorker[]): Promise<() => Promise<void>> {
  const config = join(folder, 'config.capnp')
  writeFileSync(config, configText(folder, workers))
  const child = spawn(workerd.default, ['serve', config, '--experimental'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  for (const { port } of workers) await accepting(port)
  return async () => {
    child.kill('SIGKILL')
    await ended
  }
}

const quoted = (text: string): string => JSON.stringify(text)

function configText(folder: string, workers: readonly ServedWorker[]): string {
  const services = workers.flatMap((worker) => [...kvService(folder, worker), workerService(folder, worker)])
  const sockets = workers.map(
    ({ name, port }) => `(name = ${quoted(name)}, address = "127.0.0.1:${port}", http = (), service = ${quoted(name)})`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [${services.join(',\n')}], sockets = [${sockets.join(', ')}]);\n`
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
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`workerd did not open port ${port} within ${startTimeoutMs} ms`)
}
