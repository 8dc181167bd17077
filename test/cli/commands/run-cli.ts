// The command as a child process, in folders of its own: no saved login and no local instance of this machine leak in.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { type FakeAdmin, goodToken, startFakeAdmin } from './fake-admin.ts'

const main = resolve(import.meta.dirname, '../../../cli/main.ts')

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Stage {
  readonly admin: FakeAdmin
  /** Holds the configuration, runtime and temporary folders of the child. */
  readonly home: string
  /** Runs `fuseboard` without an address or a token. */
  bare(args: readonly string[], options?: { env?: NodeJS.ProcessEnv; stdin?: string }): Promise<Finished>
  /** Runs it against the fake admin worker, signed in. */
  run(...args: string[]): Promise<Finished>
  /** The same with --json: the one value on stdout. */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects there
  json(...args: string[]): Promise<{ readonly code: number | null; readonly value: any; readonly stderr: string }>
}

/** A fresh stage for each test. After it, the fake admin worker must have seen nothing wrong. */
export function useStage(): Stage {
  let admin: FakeAdmin
  let home: string
  beforeEach(async () => {
    admin = await startFakeAdmin()
    home = await mkdtemp(join(tmpdir(), 'fuseboard-cli-test-'))
  })
  afterEach(async () => {
    await admin.close()
    await rm(home, { recursive: true, force: true })
    expect(admin.violations).toEqual([])
  })
  const stage: Stage = {
    get admin() {
      return admin
    },
    get home() {
      return home
    },
    bare: (args, { env = {}, stdin } = {}) => runCli(args, { ...environmentIn(home), ...env }, stdin),
    run: (...args) => stage.bare(args, { env: { FUSEBOARD_URL: admin.url, FUSEBOARD_TOKEN: goodToken } }),
    json: async (...args) => {
      const { code, stdout, stderr } = await stage.run(...args, '--json')
      return { code, value: JSON.parse(stdout), stderr }
    },
  }
  return stage
}

export const environmentIn = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: home,
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_RUNTIME_DIR: join(home, 'run'),
  TMPDIR: home,
  // Shared by all of them: each start would compile everything anew otherwise.
  NODE_COMPILE_CACHE: join(tmpdir(), 'fuseboard-cli-test-compiled'),
})

export function runCli(args: readonly string[], env: NodeJS.ProcessEnv, stdin = ''): Promise<Finished> {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(stdin)
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}
