// The workers on real workerd, through miniflare: each on its own port of 127.0.0.1, sharing local KV.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Log, LogLevel, Miniflare } from 'miniflare'

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
  readonly stateDir: string
}

const host = '127.0.0.1'

export async function runWorkers({ root, evaluatorDir, port, stateDir }: RunOptions): Promise<LocalWorkers> {
  const miniflare = new Miniflare({
    log: new Log(LogLevel.ERROR),
    host,
    port: 0,
    cf: false,
    kvPersist: join(stateDir, 'kv'),
    workers: [
      {
        name: 'fuseboard',
        modules: true,
        modulesRoot: evaluatorDir,
        scriptPath: join(evaluatorDir, 'main.js'),
        modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
        compatibilityDate: await compatibilityDate(join(root, 'wrangler.toml')),
        kvNamespaces: { FLAGS_KV: 'flags' },
        bindings: { AUTH: 'off' },
        unsafeDirectSockets: [{ host, port }],
      },
    ],
  })
  await miniflare.ready
  const store = await miniflare.getKVNamespace('FLAGS_KV', 'fuseboard')
  return {
    evaluatorUrl: `http://${host}:${port}`,
    store: {
      get: (key) => store.get(key, "text"),
      put: (key, value) => store.put(key, value),
    },
    stop: () => miniflare.dispose(),
  }
}

async function compatibilityDate(configPath: string): Promise<string> {
  const config = await readFile(configPath, 'utf8')
  const date = /^compatibility_date\s*=\s*"([\d-]+)"/m.exec(config)?.[1]
  if (date === undefined) throw new Error(`${configPath} has no compatibility_date`)
  return date
}

/** Whether something can listen there. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
}
