// The workers on real workerd, through miniflare: each on its own port of 127.0.0.1, sharing local KV and objects.

import { createServer } from 'node:net'
import { join } from 'node:path'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { type AdminSettings, adminOptions, evaluatorName, evaluatorOptions, host } from './worker-options.ts'

export interface LocalWorkers {
  readonly evaluatorUrl: string
  readonly store: { get(key: string): Promise<string | null>; put(key: string, value: string): Promise<void> }
  stop(): Promise<void>
}

export interface RunOptions {
  /** The repository. */
  readonly root: string
  /** Folder with the bundled evaluator. */
  readonly evaluatorDir: string
  readonly port: number
  /** Without the admin worker there are no relays, and the evaluator runs on KV alone. */
  readonly admin?: AdminSettings & { readonly dir: string; readonly port: number }
  readonly stateDir: string
}

export async function runWorkers({ root, evaluatorDir, port, admin, stateDir }: RunOptions): Promise<LocalWorkers> {
  const evaluator = await evaluatorOptions({ root, dir: evaluatorDir, port }, admin !== undefined)
  const control = admin === undefined ? [] : [await adminOptions({ root, ...admin }, admin)]
  const miniflare = new Miniflare({ ...localState(stateDir), workers: [evaluator, ...control] })
  await miniflare.ready
  const store = await miniflare.getKVNamespace('FLAGS_KV', evaluatorName)
  return {
    evaluatorUrl: `http://${host}:${port}`,
    store: {
      get: (key) => store.get(key, 'text'),
      put: (key, value) => store.put(key, value),
    },
    stop: () => miniflare.dispose(),
  }
}

/** What all workers of a local run share. */
export const localState = (stateDir: string) => ({
  log: new Log(LogLevel.ERROR),
  host,
  port: 0,
  cf: false as const,
  kvPersist: join(stateDir, 'kv'),
  durableObjectsPersist: join(stateDir, 'objects'),
})

/** Whether something can listen there. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
