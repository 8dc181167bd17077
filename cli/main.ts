#!/usr/bin/env node
// The `fuseboard` command as a process: hands the outside world to `run` and reports its exit code.

import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Starts more than twice as fast from the second time on; only what is imported after this line profits. In the user's own
// folder: what lies there is run.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'fuseboard'))
const { run } = await import('./run.ts')

// A reader that went away (`fuseboard kills | head -1`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await run(process.argv.slice(2), {
  environment: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})
