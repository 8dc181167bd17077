// Both workers as `npm start` runs them, on real workerd and free ports, beside a bare worker for the price of a request.

import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { serve } from '../http/workerd-server.ts'
import { newFolder, startBoth } from './both-workers.ts'

export interface Instance {
  readonly adminPort: number
  readonly evaluatorUrl: string
  /** A worker that answers every request with this, on a port of its own. */
  bare(answer: string): Promise<number>
  stop(): Promise<void>
}

export async function startInstance(): Promise<Instance> {
  const leavings: string[] = []
  const undo: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.reverse()) await step()
    for (const path of leavings) rmSync(path, { recursive: true, force: true })
  }
  try {
    const [port, adminPort] = [await freePort(), await freePort()]
    const workers = await startBoth({ evaluator: port, admin: adminPort }, leavings)
    undo.push(() => workers.stop())
    const bare = async (answer: string): Promise<number> => {
      const dir = newFolder(leavings, 'bare')
      writeFileSync(join(dir, 'main.js'), bareScript)
      const barePort = await freePort()
      const server = await serve({ name: 'bare', port: barePort, dir, texts: { ANSWER: answer } })
      undo.push(() => server.stop())
      return barePort
    }
    return { adminPort, evaluatorUrl: workers.evaluatorUrl, bare, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const bareScript = `export default {
  fetch: (request, env) => new Response(env.ANSWER, { headers: { 'content-type': 'application/json' } })
}`

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => found(port))
    })
  })
}
