// The evaluator as `npm start` runs it, bundled and on real workerd, with a document of the test's own.

import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from '../../cli/local/bundle.ts'
import { type LocalWorkers, runWorkers } from '../../cli/local/run-workers.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import type { JsonObject } from '../../domain/json.ts'
import { renderProblem } from '../../domain/problem.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import { type Feed, headKey, type KillTarget } from '../../protocol/feed.ts'
import { type PublishedKey, renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'

export const root = resolve(import.meta.dirname, '../..')

export interface RunningEvaluator {
  readonly url: string
  /** Publishes a document and its kills, and starts the worker anew, so that it knows of them at once. */
  publish(document: object, kills?: readonly KillTarget[]): Promise<void>
  stop(): Promise<void>
}

/** A port of 127.0.0.1 that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Bundles the evaluator into a temporary folder. */
export async function bundleEvaluator(): Promise<string> {
  const bundled = await bundle(root, join(root, 'wrangler.toml'))
  if (!bundled.ok) throw new Error(bundled.error)
  return bundled.value
}

export async function startEvaluator(): Promise<RunningEvaluator> {
  const [evaluatorDir, stateDir, port] = await Promise.all([
    bundleEvaluator(),
    mkdtemp(join(tmpdir(), 'fuseboard-test-')),
    freePort(),
  ])
  let workers: LocalWorkers = await runWorkers({ root, evaluatorDir, port, stateDir })
  return {
    url: workers.evaluatorUrl,
    publish: async (document, kills = []) => {
      await publishTo(workers.store, document, kills)
      await workers.stop()
      workers = await runWorkers({ root, evaluatorDir, port, stateDir })
    },
    stop: async () => {
      await workers.stop()
      await Promise.all([evaluatorDir, stateDir].map((folder) => rm(folder, { recursive: true, force: true })))
    },
  }
}

/** Publishes as the admin worker does: the snapshot under its hash first, then the head that points to it. */
export async function publishTo(
  store: LocalWorkers['store'],
  document: object,
  kills: readonly KillTarget[] = [],
  keys: readonly PublishedKey[] = [],
) {
  const parsed = parseFlagDocument(document)
  if (!parsed.ok) throw new Error(parsed.error.map(renderProblem).join('\n'))
  const text = renderSnapshot(parsed.value as unknown as JsonObject, keys)
  const revision = await sha256Hex(text)
  const previous = await store.get(headKey)
  const seq = previous === null ? 1 : (JSON.parse(previous) as Feed).seq + 1
  const list = kills.map((target) => ({ seq, target }))
  const head: Feed = { format: 1, epoch: 1, seq, revision, kills: list, lowered: {} }
  await store.put(snapshotKey(revision), text)
  await store.put(headKey, JSON.stringify(head))
}
