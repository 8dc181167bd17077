// `npm start -- …` as its own process, with a temporary folder in place of the machine's, so that a test sees what stays.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../../..')
/** The Node that `npm start` finds first: the project's own, whatever the machine has. */
const node = join(root, 'node_modules', '.bin', 'node')

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export class Started {
  readonly ended: Promise<Ended>
  readonly #process: ChildProcess
  #stdout = ''
  #stderr = ''

  constructor(args: readonly string[], scratch: string) {
    const env = { ...process.env, TMPDIR: scratch, XDG_RUNTIME_DIR: scratch, FUSEBOARD_ADMIN_TOKEN: undefined }
    this.#process = spawn(node, [join(root, 'cli', 'local', 'main.ts'), ...args], { cwd: root, env })
    this.#process.stdout?.on('data', (chunk) => {
      this.#stdout += chunk
    })
    this.#process.stderr?.on('data', (chunk) => {
      this.#stderr += chunk
    })
    this.ended = new Promise((done) => {
      this.#process.on('close', (code, signal) => done({ code, signal, stdout: this.#stdout, stderr: this.#stderr }))
    })
  }

  /** What it says once it runs; throws what it said if it ended instead. */
  async ready(): Promise<string> {
    const over = this.ended.then(({ code, stderr }) => {
      throw new Error(`ended with ${code}:\n${stderr}`)
    })
    const said = new Promise<void>((done) => {
      const look = (): void => {
        if (this.#stdout.includes('Stop with Ctrl-C')) done()
      }
      this.#process.stdout?.on('data', look)
      look()
    })
    await Promise.race([said, over])
    return this.#stdout
  }

  async stop(signal: NodeJS.Signals): Promise<Ended> {
    this.#process.kill(signal)
    return this.ended
  }
}

/** A folder to be used as the machine's temporary one. */
export const createScratch = (): Promise<string> => mkdtemp(join(tmpdir(), 'fuseboard-cli-test-'))
export const removeScratch = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true })

/** What lies in the scratch folder and was left there by `npm start`. */
export async function leftovers(scratch: string): Promise<string[]> {
  const folders = (await readdir(scratch)).filter((name) => /^fuseboard-(?!\d+$)/.test(name))
  const notes = await readdir(join(scratch, 'fuseboard')).catch(() => [])
  return [...folders, ...notes]
}

/** Runs to its end. */
export const run = (args: readonly string[], scratch: string): Promise<Ended> => new Started(args, scratch).ended

export function listensOn(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}

/** Takes a port of 127.0.0.1, any if none is named. */
export function occupy(port = 0): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      done({ server, port: typeof address === 'object' && address !== null ? address.port : 0 })
    })
  })
}

/** Ports that nothing listens on, as options of `npm start`. */
export async function freePorts(): Promise<{ port: number; adminPort: number; args: string[] }> {
  const [first, second] = [await occupy(), await occupy()]
  for (const { server } of [first, second]) await new Promise((closed) => server.close(closed))
  const [port, adminPort] = [first.port, second.port]
  return { port, adminPort, args: ['--port', String(port), '--admin-port', String(adminPort)] }
}
