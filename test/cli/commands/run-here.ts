// The command within the test's own process, for the many tests that look at one answer each: a process for every one of
// them would take most of the time. Nothing of this machine leaks in, as with the child process.

import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect } from 'vitest'
import { run } from '../../../cli/run.ts'
import { type FakeAdmin, goodToken, startFakeAdmin } from './fake-admin.ts'
import type { Finished } from './run-cli.ts'

export interface Here {
  readonly admin: FakeAdmin
  /** Runs `fuseboard` against the fake admin worker, signed in, where nobody can be asked. */
  run(...args: string[]): Promise<Finished>
  /** The same with this on stdin. */
  feed(stdin: string, ...args: string[]): Promise<Finished>
  /** The same with --json: the one value on stdout. */
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects there
  json(...args: string[]): Promise<{ readonly code: number | null; readonly value: any; readonly stderr: string }>
  /** The last request with this method. */
  sent(method: string): FakeAdmin['received'][number] | undefined
}

export function useHere(): Here {
  let admin: FakeAdmin
  beforeEach(async () => {
    admin = await startFakeAdmin()
  })
  afterEach(async () => {
    await admin.close()
    expect(admin.violations).toEqual([])
  })
  const here: Here = {
    get admin() {
      return admin
    },
    run: (...args) => here.feed('', ...args),
    feed: (stdin, ...args) => runHere(args, stdin, admin.url),
    json: async (...args) => {
      const { code, stdout, stderr } = await here.run(...args, '--json')
      return { code, value: JSON.parse(stdout), stderr }
    },
    sent: (method) => admin.received.findLast((request) => request.method === method),
  }
  return here
}

const runHere = (args: readonly string[], stdin: string, url: string): Promise<Finished> =>
  runWith(args, { FUSEBOARD_URL: url, FUSEBOARD_TOKEN: goodToken }, stdin)

/** Runs `fuseboard` with this environment and no other. */
export async function runWith(args: readonly string[], environment: NodeJS.ProcessEnv, stdin = ''): Promise<Finished> {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
  streams.stdin.end(stdin)
  const code = await run(args, { ...(streams as unknown as Parameters<typeof run>[1]), environment })
  const text = (stream: PassThrough): string => String(stream.read() ?? '')
  return { code, stdout: text(streams.stdout), stderr: text(streams.stderr) }
}
