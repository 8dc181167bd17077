// From arguments to an exit code: finds the command, runs it, and prints what it answers, as text or as one JSON value.

import { fail, ok, type Result } from '../domain/result.ts'
import manifest from '../package.json' with { type: 'json' }
import { asFailureOf, type Outcome } from './arguments/command.ts'
import { parseCommandLine } from './arguments/parse-command-line.ts'
import { renderCommandHelp, renderHelp } from './arguments/render-help.ts'
import { systemClock } from './clock.ts'
import { commands } from './commands/all.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { Failure } from './failure.ts'
import { failureJson, renderFailure } from './output/render-failure.ts'
import { openTerminal, type Streams } from './output/terminal.ts'

export interface World extends Streams {
  readonly environment: NodeJS.ProcessEnv
}

export async function run(args: readonly string[], world: World): Promise<ExitCode> {
  const json = args.includes('--json')
  const terminal = openTerminal(world, world.environment, json)
  const print = (text: string, value: unknown): void => {
    world.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`)
  }
  try {
    const outcome = await answer(args, world, terminal)
    if (outcome.ok) {
      print(outcome.value.text, outcome.value.json)
      return outcome.value.exitCode
    }
    terminal.note(renderFailure(outcome.error, terminal.noteStyle))
    if (json) print('', failureJson(outcome.error))
    return outcome.error.exitCode
  } catch (error) {
    const message = 'fuseboard failed in a way it never should. Please report this:'
    terminal.note(`${message}\n${error instanceof Error ? error.stack : error}`)
    if (json) print('', failureJson({ exitCode: exitCodes.failed, message: `${message} ${error}` }))
    return exitCodes.failed
  }
}

async function answer(
  args: readonly string[],
  { environment }: World,
  terminal: ReturnType<typeof openTerminal>,
): Promise<Result<Outcome, Failure>> {
  const line = parseCommandLine(args, commands)
  if (!line.ok) return line
  const { command, options, globals, positionals } = line.value
  if (globals.version) return done(manifest.version, { version: manifest.version })
  if (command === undefined || globals.help) {
    const help = command === undefined ? renderHelp(commands, manifest.version) : renderCommandHelp(command)
    return done(help, { help })
  }
  const outcome = await command.run({ options, globals, positionals, terminal, environment, clock: systemClock })
  return outcome.ok ? outcome : fail(asFailureOf(command, outcome.error))
}

const done = (text: string, json: unknown): Result<Outcome, Failure> => ok({ exitCode: exitCodes.ok, text, json })
