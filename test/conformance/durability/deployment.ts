// Starting, asking and killing an admin worker that runs beside us.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
export const root = join(here, '../../..')
export const token = 'fb_boot_0123456789abcdefghij'

export interface Place {
  readonly bundleDir: string
  readonly stateDir: string
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into, member by member, by the test
  readonly body: any
}

export class Deployment {
  readonly #child: ChildProcess
  readonly #url: string

  constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.#url = url
  }

  static async start({ bundleDir, stateDir }: Place): Promise<Deployment> {
    const port = await freePort()
    const args = [root, bundleDir, String(port), token, stateDir]
    // A process group of its own: workerd is in it, and goes with it.
    const child = fork(join(here, 'admin-process.ts'), args, {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => [`it ended with ${code}`]),
    ])
    if (message !== 'ready') throw new Error(`the admin worker did not start: ${message}`)
    return new Deployment(child, `http://127.0.0.1:${port}`)
  }

  /** Rejects when there is no answer. */
  async ask(method: string, path: string, body?: unknown, asToken = token): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${asToken}`,
        // The systems that are written are new ones.
        ...(!path.startsWith('/api/v1/systems/') && { 'if-match': '*' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** All items of a list. */
  async list(path: string): Promise<Answer['body'][]> {
    const items: Answer['body'][] = []
    let cursor = ''
    for (;;) {
      const { body } = await this.ask('GET', `${path}${path.includes('?') ? '&' : '?'}limit=500${cursor}`)
      items.push(...body.items)
      if (body.next === undefined) return items
      cursor = `&cursor=${body.next}`
    }
  }

  async readKv(key: string): Promise<string | null> {
    this.#child.send({ get: key })
    const [{ value }] = await once(this.#child, 'message')
    return value
  }

  /** `kill -9` for the whole group. */
  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit')
    if (this.#child.pid === undefined) throw new Error('it has no process id')
    process.kill(-this.#child.pid, 'SIGKILL')
    await ended
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
