// One JSON or YAML value that a command is given: a file, or - for stdin. What it has to look like is the caller's to check.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { Call, OptionSpecs } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseJson, parseYaml, readValueFile } from '../local/read-flag-file.ts'

export async function readInput<O extends OptionSpecs>(
  { globals, terminal }: Call<O>,
  path: string,
): Promise<Result<unknown, Failure>> {
  if (path === '-' && globals.token === '-') {
    return usageFailure('Both the token and the input are to come from stdin.', 'Give one of them in another way.')
  }
  const value = path === '-' ? parseStdin(await terminal.readStdin()) : await readValueFile(path)
  return value.ok ? value : fail({ exitCode: exitCodes.usage, message: value.error })
}

function parseStdin(text: string): Result<unknown, string> {
  if (text.trim() === '') return fail('stdin: found nothing; allowed: JSON or YAML')
  const value = /^\s*[[{"]/.test(text) ? parseJson(text) : parseYaml(text)
  return value.ok ? ok(value.value) : fail(`stdin: ${value.error}`)
}

/** JSON on the command line itself. */
export function parseJsonOption(name: string, text: string): Result<unknown, Failure> {
  const value = parseJson(text)
  return value.ok ? value : fail({ exitCode: exitCodes.usage, message: `--${name}: ${value.error}` })
}
