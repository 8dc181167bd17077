// The workers, bundled as a deploy would bundle them, so that a local run executes what production executes.

import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'

/** Bundles one worker into a fresh folder, whose `main.js` is the entry. */
export async function bundle(root: string, config: string): Promise<Result<string, string>> {
  const outDir = await mkdtemp(join(tmpdir(), 'fuseboard-bundle-'))
  const wrangler = join(root, 'node_modules', 'wrangler', 'bin', 'wrangler.js')
  const args = [wrangler, 'deploy', '--config', config, '--dry-run', '--outdir', outDir]
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_SANITIZE: 'true', NO_COLOR: '1' }
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return code === 0 ? ok(outDir) : fail(`bundling ${config} failed:\n${output.trim()}`)
}
