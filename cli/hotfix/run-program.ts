// One program as a child of its own process group, without a shell. Where it takes too long the whole group ends, with
// everything that it started.

import { spawn } from 'node:child_process'

export type Argv = readonly [string, ...string[]]

export interface Ended {
  /** Null where a signal ended it, or it could not be started. */
  readonly code: number | null
  readonly timedOut: boolean
  readonly tookMs: number
  /** The end of both streams. */
  readonly output: string
}

export interface ProgramOptions {
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

const maxOutputChars = 20_000

export function runProgram([command, ...args]: Argv, options: ProgramOptions): Promise<Ended> {
  const { cwd, environment, timeoutMs, signal } = options
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let output = ''
    let timedOut = false
    let isOver = false
    const child = spawn(command, args, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const end = (code: number | null): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve({ code, timedOut, tookMs: Math.round(performance.now() - startedAt), output })
    }
    const stop = (): void => {
      killGroup(child.pid)
      // What left the group may hold the streams open still.
      child.stdout.destroy()
      child.stderr.destroy()
      end(null)
    }
    const timer = setTimeout(() => {
      timedOut = true
      stop()
    }, timeoutMs)
    const take = (chunk: string): void => {
      output = (output + chunk).slice(-maxOutputChars)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.on('error', (error) => {
      take(`${command}: ${error.message}`)
      end(null)
    })
    child.on('close', end)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop)
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
