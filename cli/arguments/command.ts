// What a command is: its name, its options, and a function from a call to an outcome. A command reads no process globals
// and prints no result itself; what it returns is printed as text or as JSON, whichever was asked for.

import type { Result } from '../../domain/result.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import type { Terminal } from '../output/terminal.ts'

export interface OptionSpec {
  readonly type: 'string' | 'boolean'
  /** May stand several times; strings only. */
  readonly multiple?: boolean
  /** Stands for the value in the help. */
  readonly value?: string
  /** The value of an option that stands without one. Only for strings whose value may be left out. */
  readonly bare?: string
  /** One letter that means the same. */
  readonly short?: string
  readonly about: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : O[K]['multiple'] extends true ? string[] : string
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after the time, or as soon as the signal is given. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>
}

export interface Call<O extends OptionSpecs = OptionSpecs> {
  readonly options: OptionValues<O>
  readonly globals: OptionValues<typeof globalOptions>
  readonly positionals: readonly string[]
  readonly terminal: Terminal
  readonly environment: NodeJS.ProcessEnv
  readonly clock: Clock
}

export interface Outcome {
  readonly exitCode: ExitCode
  /** For people, on stdout. */
  readonly text: string
  /** For programs, on stdout with --json. */
  readonly json: unknown
}

export interface Command<O extends OptionSpecs = OptionSpecs> {
  /** One word, or two for a command within a group: `revisions show`. */
  readonly name: string
  /** Another name that means the same: `flags list` for `flags`. */
  readonly alias?: string
  /** The heading it stands under in the help; commands without one come last. */
  readonly topic?: string
  readonly summary: string
  /** What stands after the name in the usage line. */
  readonly usage: string
  /** What it does and what to know before using it. */
  readonly about: string
  readonly options: O
  readonly positionals: { readonly least: number; readonly most: number }
  /** Its own exit code for wrong usage, and what its codes mean, where the common ones do not fit. */
  readonly exits?: { readonly usage: ExitCode; readonly meanings: readonly (readonly [ExitCode, string])[] }
  run(call: Call<O>): Promise<Result<Outcome, Failure>>
}

/** Options that every command understands. */
export const globalOptions = {
  url: { type: 'string', value: 'URL', about: 'the admin worker to talk to (or FUSEBOARD_URL)' },
  token: { type: 'string', value: 'TOKEN', about: 'admin token; - reads it from stdin (or FUSEBOARD_TOKEN)' },
  json: { type: 'boolean', about: 'print exactly one JSON value on stdout' },
  help: { type: 'boolean', short: 'h', about: 'explain this command' },
  version: { type: 'boolean', about: 'print the version' },
} as const satisfies OptionSpecs

/** A failure as the command reports it: with its own exit code for wrong usage. */
export const asFailureOf = (command: Pick<Command, 'exits'> | undefined, failure: Failure): Failure =>
  command?.exits !== undefined && failure.exitCode === exitCodes.usage
    ? { ...failure, exitCode: command.exits.usage }
    : failure

/** Keeps the types of a command's options for its `run`. */
export const defineCommand = <const O extends OptionSpecs>(command: Command<O>): Command<O> => command
