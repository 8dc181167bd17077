// One JSON or YAML value that a command is given: a file, or - for stdin. What it has to look like is the caller's to check.

import { fail, type Result } from '../../domain/result.ts'
import type { Call, OptionSpecs } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseText } from '../files/parse-text.ts'
import { readText } from '../files/read-text.ts'

export async function readInput<O extends OptionSpecs>(
  { globals, terminal }: Call<O>,
  path: string,
): Promise<Result<unknown, Failure>> {
  if (path === '-' && globals.token === '-') {
    return usageFailure('Both the token and the input are to come from stdin.', 'Give one of them in another way.')
  }
  const value = path === '-' ? parseStdin(await terminal.readStdin()) : await readFile(path)
  return value.ok ? value : fail({ exitCode: exitCodes.usage, message: value.error })
}

async function readFile(path: string): Promise<Result<unknown, string>> {
  const text = await readText(path, 'a file')
  if (!text.ok) return text
  const value = parseText(path, text.value)
  return value.ok ? value : fail(`${path}: ${value.error}`)
}

function parseStdin(text: string): Result<unknown, string> {
  if (text.trim() === '') return fail('stdin: found nothing; allowed: JSON or YAML')
  // What begins like JSON is taken for it, so that its mistakes are told as those of JSON.
  const value = parseText(/^\s*[[{"]/.test(text) ? 'stdin.json' : 'stdin.yaml', text)
  return value.ok ? value : fail(`stdin: ${value.error}`)
}

/** JSON on the command line itself. */
export function parseJsonOption(name: string, text: string): Result<unknown, Failure> {
  const value = parseText(`--${name}`, text)
  return value.ok ? value : fail({ exitCode: exitCodes.usage, message: `--${name}: ${value.error}` })
}
