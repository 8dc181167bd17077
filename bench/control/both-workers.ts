// Both workers, bundled as a deploy bundles them and started as `npm start` runs them. `leavings` takes the folders that whoever
// asked has to remove in the end.

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { bundle } from '../../cli/local/bundle.ts'
import { type LocalWorkers, runWorkers } from '../../cli/local/run-workers.ts'

export const root = resolve(import.meta.dirname, '../..')
export const token = 'fb_bench_0123456789abcdef0123456789abcdef'

export interface Bundles {
  readonly evaluatorDir: string
  readonly adminDir: string
}

export async function bundleBoth(leavings: string[]): Promise<Bundles> {
  const [evaluatorDir, adminDir] = await Promise.all(
    ['wrangler.toml', 'admin/wrangler.toml'].map(async (config) => {
      const bundled = await bundle(root, join(root, config))
      if (!bundled.ok) throw new Error(bundled.error)
      leavings.push(bundled.value)
      return bundled.value
    }),
  )
  return { evaluatorDir: evaluatorDir!, adminDir: adminDir! }
}

/** A folder of its own, e.g. for the state of an instance. */
export function newFolder(leavings: string[], name = 'state'): string {
  const path = mkdtempSync(join(tmpdir(), `fuseboard-bench-${name}-`))
  leavings.push(path)
  return path
}

export interface Ports {
  readonly evaluator: number
  readonly admin: number
}

export async function startBoth(ports: Ports, leavings: string[]): Promise<LocalWorkers> {
  const { evaluatorDir, adminDir } = await bundleBoth(leavings)
  const admin = { dir: adminDir, port: ports.admin, token }
  return runWorkers({ root, evaluatorDir, port: ports.evaluator, admin, stateDir: newFolder(leavings) })
}
