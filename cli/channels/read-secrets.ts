// Secrets of a channel, from where nobody else reads them: a file, the environment, stdin, or a person who types them unseen.
// Never the command line itself: other users of the machine see it, and the shell keeps it.

import { readFile } from 'node:fs/promises'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Call, OptionSpecs } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { type Failure, usageFailure } from '../failure.ts'

const places = 'NAME=@FILE, NAME=env:VARIABLE, NAME=- for stdin, or NAME alone to be asked'

export async function readSecrets<O extends OptionSpecs>(
  given: readonly string[],
  call: Call<O>,
): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const secrets = new Map<string, string>()
  let stdinTaken = call.globals.token === '-'
  for (const word of given) {
    const [name = '', ...parts] = word.split('=')
    const source = parts.join('=')
    if (name === '') return usageFailure(`--secret: a name is missing; allowed: ${places}.`, 'Nothing was sent.')
    if (secrets.has(name)) return usageFailure(`--secret: "${name}" is given twice.`, 'Once is enough.')
    if (source === '-') {
      if (stdinTaken) return usageFailure('Two secrets are to come from stdin.', 'Give one of them in another way.')
      stdinTaken = true
    }
    const secret = await readSecret(name, source, call)
    if (!secret.ok) return secret
    if (secret.value === '') return usageFailure(`--secret ${name}: there is nothing in it.`, 'Nothing was sent.')
    secrets.set(name, secret.value)
  }
  return ok(Object.fromEntries(secrets))
}

async function readSecret<O extends OptionSpecs>(
  name: string,
  source: string,
  { terminal, environment }: Call<O>,
): Promise<Result<string, Failure>> {
  if (source === '-') return ok((await terminal.readStdin()).trim())
  if (source.startsWith('@')) return readSecretFile(name, source.slice(1))
  if (source.startsWith('env:')) {
    const value = environment[source.slice(4)]?.trim()
    if (value !== undefined) return ok(value)
    return usageFailure(
      `--secret ${name}: ${source.slice(4)} is not set in the environment.`,
      'Set it, or give a file.',
    )
  }
  // What was typed is a secret by now: it is not shown again.
  if (source !== '') {
    return usageFailure(
      `--secret ${name}: a secret on the command line is seen by every user of this machine, and kept by the shell. Nothing was sent.`,
      `Allowed: ${places}. What was typed should be replaced at the provider.`,
    )
  }
  if (terminal.prompter === null) {
    return usageFailure(`--secret ${name}: nobody can be asked here.`, `Allowed: ${places}.`)
  }
  const answer = await terminal.prompter.secret(`${name} (not shown)`)
  return answer === null ? fail({ exitCode: exitCodes.failed, message: 'Nothing was changed.' }) : ok(answer)
}

async function readSecretFile(name: string, path: string): Promise<Result<string, Failure>> {
  try {
    return ok((await readFile(path, 'utf8')).trim())
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : code
    return usageFailure(`--secret ${name}: ${path}: ${reason}.`, 'Nothing was sent.')
  }
}
