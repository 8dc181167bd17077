// How often each test failed and how long it takes, kept beside the tests in .fuseboard/suite-history.json. It only orders the
// next run: one that cannot be read is begun anew.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { TestHistory } from '../../domain/hotfix/suite.ts'

export const historyPath = '.fuseboard/suite-history.json'

const count = z.int().min(0)
const shape = z.object({
  tests: z.array(z.object({ path: z.string(), runs: count, failures: count, durationMs: z.number().min(0) })),
})

export interface ReadHistory {
  readonly tests: ReadonlyMap<string, TestHistory>
  /** Whether there is a file that could not be read. */
  readonly isBroken: boolean
}

export async function readHistory(root: string): Promise<ReadHistory> {
  const text = await readFile(join(root, historyPath), 'utf8').catch(() => null)
  if (text === null) return { tests: new Map(), isBroken: false }
  try {
    const { tests } = shape.parse(JSON.parse(text))
    return { tests: new Map(tests.map(({ path, ...history }) => [path, history])), isBroken: false }
  } catch {
    return { tests: new Map(), isBroken: true }
  }
}

export interface Outcome {
  readonly path: string
  readonly passed: boolean
  readonly tookMs: number
}

/** The newest run weighs as much as all before it: a test that got slower is soon known as slow. */
export function addOutcomes(
  before: ReadonlyMap<string, TestHistory>,
  outcomes: readonly Outcome[],
): Map<string, TestHistory> {
  const after = new Map(before)
  for (const { path, passed, tookMs } of outcomes) {
    const { runs = 0, failures = 0, durationMs = tookMs } = after.get(path) ?? {}
    const known = { runs: runs + 1, failures: failures + (passed ? 0 : 1) }
    after.set(path, { ...known, durationMs: Math.round((durationMs + tookMs) / 2) })
  }
  return after
}

/** Whole or not at all. */
export async function writeHistory(root: string, tests: ReadonlyMap<string, TestHistory>): Promise<void> {
  const path = join(root, historyPath)
  const items = [...tests]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, known]) => ({ path: name, ...known }))
  await mkdir(dirname(path), { recursive: true })
  // What is kept here is no change of the checkout. One that stands there already is somebody's own.
  await writeFile(join(dirname(path), '.gitignore'), '*\n', { flag: 'wx' }).catch(() => {})
  const draft = `${path}.${process.pid}.tmp`
  await writeFile(draft, `${JSON.stringify({ tests: items }, null, 2)}\n`)
  await rename(draft, path)
}
