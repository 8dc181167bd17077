// The evaluator and a worker that is bound to it, side by side on real workerd.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Log, LogLevel, Miniflare } from 'miniflare'
import { bundle } from '../../../cli/local/bundle.ts'
import { bundleEvaluator, publishTo, root } from '../evaluator.ts'
import type { Call } from './consumer/main.ts'

export interface Answered {
  readonly value?: unknown
  /** Name of what the call threw at its caller. */
  readonly threw?: string
}

export interface TwoWorkers {
  call(method: Call['method'], key: unknown, more?: Omit<Call, 'method' | 'key'>): Promise<Answered>
  fetch(path: string, headers?: Record<string, string>): Promise<{ status: number; text: string }>
  /** Publishes, and starts both anew. */
  publish: (...published: PublishedArgs) => Promise<void>
  stop(): Promise<void>
}

type PublishedArgs = Parameters<typeof publishTo> extends [unknown, ...infer Rest] ? Rest : never

const compatibilityDate = '2026-10-01'
const modulesRules = [{ type: 'CompiledWasm' as const, include: ['**/*.wasm'] }]

export async function startTwoWorkers(): Promise<TwoWorkers> {
  const [evaluatorDir, consumer, stateDir] = await Promise.all([
    bundleEvaluator(),
    bundle(root, join(import.meta.dirname, 'consumer', 'wrangler.toml')),
    mkdtemp(join(tmpdir(), 'fuseboard-test-')),
  ])
  if (!consumer.ok) throw new Error(consumer.error)
  const part = (name: string, dir: string) => ({
    name,
    modules: true as const,
    modulesRoot: dir,
    scriptPath: join(dir, 'main.js'),
    modulesRules,
    compatibilityDate,
  })
  const run = () =>
    new Miniflare({
      log: new Log(LogLevel.ERROR),
      cf: false,
      kvPersist: join(stateDir, 'kv'),
      workers: [
        {
          ...part('consumer', consumer.value),
          serviceBindings: { FLAGS: { name: 'fuseboard', entrypoint: 'Flags' } },
        },
        { ...part('fuseboard', evaluatorDir), kvNamespaces: { FLAGS_KV: 'flags' } },
      ],
    })
  let miniflare = run()
  await miniflare.ready
  return {
    call: async (method, key, more = {}) => {
      const body = JSON.stringify({ method, key, ...more } satisfies Call)
      const response = await miniflare.dispatchFetch('http://consumer.example/call', { method: 'POST', body })
      return (await response.json()) as Answered
    },
    fetch: async (path, headers = {}) => {
      const response = await miniflare.dispatchFetch(`http://consumer.example${path}`, { headers })
      return { status: response.status, text: await response.text() }
    },
    publish: async (...published) => {
      const store = await miniflare.getKVNamespace('FLAGS_KV', 'fuseboard')
      await publishTo(
        { get: (key) => store.get(key, 'text'), put: (key, value) => store.put(key, value) },
        ...published,
      )
      await miniflare.dispose()
      miniflare = run()
      await miniflare.ready
    },
    stop: async () => {
      await miniflare.dispose()
      const folders = [evaluatorDir, consumer.value, stateDir]
      await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}
