// The workers that are served: the evaluator as a deploy would bundle it, with a snapshot in its KV namespace, and those it is
// compared with.

import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundle } from '../../cli/local/bundle.ts'
import type { JsonObject } from '../../domain/json.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import type { Feed } from '../../protocol/feed.ts'
import { renderSnapshot } from '../../protocol/published-snapshot.ts'
import type { ServedWorker } from './workerd-server.ts'

const root = resolve(import.meta.dirname, '../..')
const configs = ['wrangler.toml', 'bench/http/bare.wrangler.toml', 'bench/http/flagd.wrangler.toml']

export interface Workers {
  evaluator(port: number, document: JsonObject): Promise<ServedWorker>
  /** Reads a body and answers this. */
  bare(port: number, answer: string): ServedWorker
  flagd(port: number, document: JsonObject): ServedWorker
  remove(): void
}

export async function bundleWorkers(): Promise<Workers> {
  const dirs = await Promise.all(configs.map(bundled))
  const [evaluator, bare, flagd] = dirs as [string, string, string]
  return {
    async evaluator(port, document) {
      const text = renderSnapshot(document, [])
      const revision = await sha256Hex(text)
      const head: Feed = { format: 1, epoch: 1, seq: 1, revision, kills: [], lowered: {} }
      const kv = { head: JSON.stringify(head), [`snapshot/${revision}`]: text }
      return { name: 'fuseboard', port, dir: evaluator, texts: { AUTH: 'off' }, kv }
    },
    bare: (port, answer) => ({ name: 'bare', port, dir: bare, texts: { ANSWER: answer } }),
    flagd: (port, document) => ({ name: 'flagd', port, dir: flagd, texts: { DOCUMENT: JSON.stringify(document) } }),
    remove() {
      for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
    },
  }
}

async function bundled(config: string): Promise<string> {
  const dir = await bundle(root, join(root, config))
  if (!dir.ok) throw new Error(dir.error)
  return dir.value
}
