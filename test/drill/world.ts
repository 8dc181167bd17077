// Both workers of the drill on real workerd, with a state that outlives them: they are ended and started again whenever the
// clock changes its pace, as a machine that is replaced would.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from '../../cli/local/bundle.ts'
import { isPortFree, type LocalWorkers, runWorkers } from '../../cli/local/run-workers.ts'
import { host } from '../../cli/local/worker-options.ts'

const root = resolve(import.meta.dirname, '../..')

export const token = 'fb_drill_0123456789abcdef0123456789abcdef'

export interface World {
  readonly adminUrl: string
  readonly evaluatorUrl: string
  /** What the control plane's clock shows; Unix milliseconds. */
  now(): number
  /** From now on time goes so many times as fast. Ends both workers and starts them again on the same state. */
  setPace(rate: number): Promise<void>
  end(): Promise<void>
}

/** The clock begins so long in the past, and goes as fast as any other until it is told to. */
export async function openWorld(begunAgoMs: number): Promise<World> {
  const folders = [await mkdtemp(join(tmpdir(), 'fuseboard-drill-'))]
  const built = await Promise.all(
    ['wrangler.toml', 'admin/wrangler.toml'].map((config) => bundle(root, join(root, config))),
  )
  const [evaluatorDir, adminDir] = built.map((one) => {
    if (!one.ok) throw new Error(one.error)
    folders.push(one.value)
    return one.value
  })
  const ports = [await freePort(18_900), await freePort(18_950)] as const
  let pace = { since: Date.now(), was: Date.now() - begunAgoMs, rate: 1 }
  let workers = await start()

  async function start(): Promise<LocalWorkers> {
    const { since, was, rate } = pace
    return runWorkers({
      root,
      evaluatorDir: evaluatorDir!,
      port: ports[0],
      admin: { dir: adminDir!, port: ports[1], token, clock: `${since}:${was}:${rate}` },
      stateDir: folders[0]!,
    })
  }
  const now = (): number => pace.was + (Date.now() - pace.since) * pace.rate
  return {
    adminUrl: `http://${host}:${ports[1]}`,
    evaluatorUrl: `http://${host}:${ports[0]}`,
    now,
    setPace: async (rate) => {
      await workers.stop()
      pace = { since: Date.now(), was: Math.floor(now()), rate }
      workers = await start()
    },
    end: async () => {
      await workers.stop()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 50; port++) if (await isPortFree(port)) return port
  throw new Error(`no port is free from ${from} to ${from + 49}`)
}
