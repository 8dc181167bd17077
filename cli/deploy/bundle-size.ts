// How large the evaluator may be, and how large a bundle is. It is loaded into every isolate of every location.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BundleSize } from './checks.ts'

const kib = 1024
export const evaluatorBudget: BundleSize = { scriptGzipBytes: 60 * kib, wasmBytes: 8 * kib }

/** Of the folder that `wrangler deploy --outdir` wrote. */
export async function measureBundle(outDir: string): Promise<BundleSize> {
  const script = await readFile(join(outDir, 'main.js'))
  const modules = (await readdir(outDir)).filter((name) => name.endsWith('.wasm'))
  const sizes = await Promise.all(modules.map(async (name) => (await readFile(join(outDir, name))).length))
  return { scriptGzipBytes: gzipSync(script).length, wasmBytes: sizes.reduce((sum, size) => sum + size, 0) }
}
