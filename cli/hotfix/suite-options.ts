// The options of the hotfix suite, and what they mean. A wrong one is told before anything is looked at.

import { availableParallelism } from 'node:os'
import { ok, type Result } from '../../domain/result.ts'
import type { OptionValues } from '../arguments/command.ts'
import { parseChoice, parseCount } from '../arguments/parse-options.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { type RunnerName, runnerNames } from './runner.ts'

export const suiteOptions = {
  changed: { type: 'string', multiple: true, value: 'REF', about: 'a revision, or changed files; files may follow it' },
  systems: {
    type: 'string',
    value: 'FILE',
    about: 'a local system map in YAML or JSON; the one of the instance if not said',
  },
  run: { type: 'boolean', about: 'run the tests' },
  runner: { type: 'string', value: 'WORD', about: `${runnerNames.join(', ')}; what is installed if not said` },
  command: {
    type: 'string',
    value: 'TEXT',
    about: 'how one test is run; {file} stands for it, and no shell is between',
  },
  budget: { type: 'string', value: 'TIME', about: 'such as 90s or 5m, which it is if not said' },
  timeout: { type: 'string', value: 'SECONDS', about: 'how long a test file may take, 120 if not said' },
  concurrency: { type: 'string', value: 'N', about: 'test files at a time; as many as there are cores if not said' },
  dir: { type: 'string', value: 'DIR', about: 'the checkout; here if not said' },
  'regression-test': { type: 'string', value: 'PATH', about: 'the new test, from the root of the checkout' },
  'incident-hotfix': {
    type: 'string',
    value: 'ID',
    about: 'take its regression test, and with --run hand in how it ended',
  },
} as const

export interface Settings {
  readonly words: readonly string[]
  readonly dir: string
  readonly budgetMs: number
  readonly timeoutMs: number
  readonly workers: number
  readonly runner: RunnerName | undefined
}

const defaultBudget = '5m'

export function parseSettings(
  given: OptionValues<typeof suiteOptions>,
  positionals: readonly string[],
): Result<Settings, Failure> {
  const words = [...(given.changed ?? []), ...positionals]
  if (words.length === 0) {
    return usageFailure('What has changed?', 'Say it: --changed main, or --changed FILE…')
  }
  const found = /^(\d{1,6})(s|m)$/.exec(given.budget ?? defaultBudget)
  const budgetMs = found === null ? 0 : Number(found[1]) * (found[2] === 'm' ? 60_000 : 1_000)
  if (budgetMs === 0) {
    return usageFailure(
      `--budget: found "${given.budget}"; allowed: seconds or minutes, such as 90s or 5m.`,
      `Try --budget ${defaultBudget}.`,
    )
  }
  const runner = parseChoice('runner', given.runner, runnerNames)
  if (!runner.ok) return runner
  const seconds = parseCount('timeout', given.timeout, 120, 86_400)
  if (!seconds.ok) return seconds
  const workers = parseCount('concurrency', given.concurrency, availableParallelism(), 256)
  if (!workers.ok) return workers
  return ok({
    words,
    dir: given.dir ?? '.',
    budgetMs,
    timeoutMs: seconds.value * 1_000,
    workers: workers.value,
    runner: runner.value,
  })
}
