// Runs the tests of a suite, some at a time, each as a program of its own. A test that hangs ends with everything that it
// started, and counts as failed.

import type { ChosenTest } from '../../domain/hotfix/suite.ts'
import { type Argv, type Ended, runProgram } from './run-program.ts'

export interface TestResult {
  readonly path: string
  readonly passed: boolean
  readonly timedOut: boolean
  readonly tookMs: number
  /** What it printed, of those that failed. */
  readonly output?: string
}

export interface SuiteRun {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  readonly argv: (test: string) => Argv
  readonly workers: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onStart: (running: readonly string[]) => void
  readonly onResult: (result: TestResult, done: number) => void
}

/** In the order of the tests, whichever ended first. Tests that were not begun when it was stopped are not in it. */
export async function runSuite(tests: readonly ChosenTest[], run: SuiteRun): Promise<readonly TestResult[]> {
  const results = new Map<string, TestResult>()
  const running = new Set<string>()
  const waiting = [...tests]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !run.signal.aborted; next = waiting.shift()) {
      running.add(next.path)
      run.onStart([...running])
      const { root: cwd, environment, timeoutMs, signal } = run
      const ended = await runProgram(run.argv(next.path), { cwd, environment, timeoutMs, signal })
      running.delete(next.path)
      // It was stopped, and says nothing about the test.
      if (signal.aborted && ended.code === null && !ended.timedOut) return
      const result = resultOf(next.path, ended)
      results.set(next.path, result)
      run.onResult(result, results.size)
    }
  }
  await Promise.all(Array.from({ length: Math.min(run.workers, tests.length) }, work))
  return tests.flatMap(({ path }) => results.get(path) ?? [])
}

function resultOf(path: string, { code, timedOut, tookMs, output }: Ended): TestResult {
  const passed = code === 0 && !timedOut
  return { path, passed, timedOut, tookMs, ...(!passed && { output }) }
}
