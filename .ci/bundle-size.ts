// Keeps the evaluator small: it is loaded into every isolate of every location. Bundles it as a deploy would and compares
// with the budget.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluatorBudget, measureBundle } from '../cli/deploy/bundle-size.ts'

const kib = 1024
const { scriptGzipBytes, wasmBytes } = evaluatorBudget

const outDir = mkdtempSync(join(tmpdir(), 'fuseboard-size-'))
try {
  execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--outdir', outDir], { stdio: 'pipe' })
  const size = await measureBundle(outDir)
  const shown = (bytes: number): string => `${(bytes / kib).toFixed(1)} KiB`
  const script = `${shown(size.scriptGzipBytes)} gzip of ${shown(scriptGzipBytes)}`
  console.log(`evaluator bundle: ${script}; wasm ${shown(size.wasmBytes)} of ${shown(wasmBytes)}`)
  if (size.scriptGzipBytes > scriptGzipBytes || size.wasmBytes > wasmBytes) {
    console.error(
      'The evaluator has outgrown its budget. See what came in: npx wrangler deploy --dry-run --outdir dist/evaluator',
    )
    process.exitCode = 1
  }
} finally {
  rmSync(outDir, { recursive: true, force: true })
}
