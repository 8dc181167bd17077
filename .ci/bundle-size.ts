// Keeps the evaluator small: it is loaded into every isolate of every location. Bundles it as a deploy would and compares
// with the budget.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const kib = 1024
const budget = { script: 60 * kib, wasm: 8 * kib }

const outDir = mkdtempSync(join(tmpdir(), 'fuseboard-size-'))
try {
  execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--outdir', outDir], { stdio: 'pipe' })
  const script = gzipSync(readFileSync(join(outDir, 'main.js'))).length
  const wasm = readdirSync(outDir)
    .filter((name) => name.endsWith('.wasm'))
    .reduce((sum, name) => sum + readFileSync(join(outDir, name)).length, 0)
  const shown = (bytes: number): string => `${(bytes / kib).toFixed(1)} KiB`
  console.log(
    `evaluator bundle: ${shown(script)} gzip of ${shown(budget.script)}; wasm ${shown(wasm)} of ${shown(budget.wasm)}`,
  )
  if (script > budget.script || wasm > budget.wasm) {
    console.error(
      'The evaluator has outgrown its budget. See what came in: npx wrangler deploy --dry-run --outdir dist/evaluator',
    )
    process.exitCode = 1
  }
} finally {
  rmSync(outDir, { recursive: true, force: true })
}
