// The runner of a checkout's tests: vitest or jest from its own node_modules, or a command of the person's. Says which tests are
// related to files, and how one test file is run.

import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { printableLines } from '../output/printable.ts'
import { type Argv, runProgram } from './run-program.ts'

export const runnerNames = ['vitest', 'jest', 'command'] as const
export type RunnerName = (typeof runnerNames)[number]

export interface Runner {
  readonly name: RunnerName
  /** Tests that import one of the files, relative to the root. */
  related(files: readonly string[]): Promise<Result<readonly string[], Failure>>
  argv(test: string): Argv
}

interface RunnerOptions {
  readonly root: string
  readonly environment: NodeJS.ProcessEnv
  readonly name: RunnerName | undefined
  /** Words of `--command`; `{file}` stands for the test. */
  readonly command: string | undefined
}

const relatedTimeoutMs = 120_000

export function findRunner({ root, environment, name, command }: RunnerOptions): Result<Runner, Failure> {
  if (name === 'command' || (name === undefined && command !== undefined)) return commandRunner(command)
  if (command !== undefined) {
    return usageFailure(`--command does not go with --runner ${name}.`, 'Leave one of them out.')
  }
  const vitest = name === 'jest' ? null : findProgram(root, 'vitest', 'vitest.mjs')
  if (vitest !== null) return ok(vitestRunner(root, vitest, environment))
  const jest = name === 'vitest' ? null : findProgram(root, 'jest', 'bin/jest.js')
  if (jest !== null) return ok(jestRunner(root, jest, environment))
  return fail({
    exitCode: exitCodes.failed,
    message: `No test runner was found in ${root}: ${name ?? 'neither vitest nor jest'} is not installed there.`,
    remedy: "Install it (npm ci), or say how a test is run: --runner command --command 'node --test {file}'",
  })
}

function findProgram(root: string, name: string, file: string): string | null {
  try {
    return join(dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`)), file)
  } catch {
    return null
  }
}

function commandRunner(command: string | undefined): Result<Runner, Failure> {
  const words = command?.split(/\s+/).filter((word) => word !== '') ?? []
  const [program, ...rest] = words
  if (program === undefined) {
    return usageFailure('--runner command needs the command.', "Say it: --command 'node --test {file}'")
  }
  const given = words.includes('{file}') ? rest : [...rest, '{file}']
  return ok({
    name: 'command',
    related: async () => ok([]),
    // The path has no dash in front that could be taken for an option.
    argv: (test) => [program, ...given.map((word) => (word === '{file}' ? `./${test}` : word))],
  })
}

const vitestLister = fileURLToPath(new URL('./list-vitest-related.ts', import.meta.url))

function vitestRunner(root: string, program: string, environment: NodeJS.ProcessEnv): Runner {
  return {
    name: 'vitest',
    related: (files) =>
      listed(root, async (out) => {
        const argv: Argv = [process.execPath, vitestLister, out, ...files.map((file) => join(root, file))]
        return { argv, environment, read: (text) => JSON.parse(text) as string[] }
      }),
    argv: (test) => [process.execPath, program, 'run', join(root, test)],
  }
}

function jestRunner(root: string, program: string, environment: NodeJS.ProcessEnv): Runner {
  return {
    name: 'jest',
    related: (files) =>
      listed(root, async () => {
        const paths = files.map((file) => join(root, file))
        const argv: Argv = [process.execPath, program, '--listTests', '--json', '--findRelatedTests', ...paths]
        return { argv, environment, read: (text) => JSON.parse(text) as string[] }
      }),
    argv: (test) => [process.execPath, program, '--runTestsByPath', join(root, test)],
  }
}

interface Listing {
  readonly argv: Argv
  readonly environment: NodeJS.ProcessEnv
  readonly read: (text: string) => readonly string[]
}

/** Without the related tests a suite would be too small, so failing to find them is a failure. */
async function listed(
  root: string,
  list: (out: string) => Promise<Listing>,
): Promise<Result<readonly string[], Failure>> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'fuseboard-related-'))
  const out = join(folder, 'related.json')
  try {
    const { argv, environment, read } = await list(out)
    const ended = await runProgram(argv, { cwd: root, environment, timeoutMs: relatedTimeoutMs })
    if (ended.timedOut) throw new Error(`it did not answer within ${relatedTimeoutMs / 1_000} s`)
    const text = await readFile(out, 'utf8').catch(() => lastLine(ended.output))
    return ok(inside(root, read(text)))
  } catch (error) {
    return fail({
      exitCode: exitCodes.failed,
      message: 'The test runner could not say which tests are related to the change.',
      details: [printableLines(String(error)).split('\n')[0] ?? ''],
      remedy: 'Run it by itself and see what it says, or take --runner command.',
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const lastLine = (output: string): string => output.split('\n').findLast((line) => line.startsWith('[')) ?? output

/** What lies outside, such as a linked package, is not of this checkout. */
const inside = (root: string, paths: readonly string[]): string[] =>
  paths
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => path !== '' && !path.startsWith('../') && !isAbsolute(path))
    .sort()
