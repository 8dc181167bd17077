// The command line, as text, to a command and its checked options. Options may stand before or after the command's name.

import { parseArgs } from 'node:util'
import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { asFailureOf, type Command, globalOptions, type OptionSpecs, type OptionValues } from './command.ts'

export interface CommandLine {
  /** Undefined when no command is named: help, or the version. */
  readonly command: Command | undefined
  readonly options: OptionValues<OptionSpecs>
  readonly globals: OptionValues<typeof globalOptions>
  readonly positionals: readonly string[]
}

export function parseCommandLine(given: readonly string[], commands: readonly Command[]): Result<CommandLine, Failure> {
  const args = withBareValues(given, commands)
  const words = leadingWords(args, commands)
  const named = findCommand(words, commands)
  const command = named?.command
  if (command === undefined && words.length > 0) return unknownCommand(words, commands)
  const line = parseOf(named, args, words, commands)
  return line.ok ? line : fail(asFailureOf(command, line.error))
}

function parseOf(
  named: ReturnType<typeof findCommand>,
  args: readonly string[],
  words: readonly Word[],
  commands: readonly Command[],
): Result<CommandLine, Failure> {
  const command = named?.command
  const nameLength = named === undefined ? 0 : named.name.split(' ').length
  const dropped = new Set(words.slice(0, nameLength).map(({ index }) => index))
  const specs: OptionSpecs = { ...command?.options, ...globalOptions }
  const parsed = parseStrictly(
    args.filter((_, index) => !dropped.has(index)),
    specs,
    command,
  )
  if (!parsed.ok) return parsed
  const { values, positionals } = parsed.value
  if (command !== undefined && !values.help && !values.version) {
    const { least, most } = command.positionals
    if (positionals.length > most) return tooMany(positionals[most]!, named!, commands)
    if (positionals.length < least)
      return usageFailure(`fuseboard ${command.name}: something is missing`, hint(command))
  }
  return ok({ command, options: values, globals: values, positionals })
}

/** An option that may stand without a value gets the one that this means. Behind `--` nothing is an option. */
function withBareValues(args: readonly string[], commands: readonly Command[]): string[] {
  const bare = new Map<string, string>()
  for (const { options } of commands) {
    for (const [name, spec] of Object.entries(options)) if (spec.bare) bare.set(`--${name}`, spec.bare)
  }
  const end = args.includes('--') ? args.indexOf('--') : args.length
  return args.map((arg, index) => {
    const value = index < end ? bare.get(arg) : undefined
    const next = args[index + 1]
    return value !== undefined && (next === undefined || next.startsWith('-')) ? `${arg}=${value}` : arg
  })
}

interface Word {
  readonly value: string
  readonly index: number
}

/** The first two words that are neither options nor values of options. */
function leadingWords(args: readonly string[], commands: readonly Command[]): Word[] {
  const everyOption: OptionSpecs = Object.assign({}, globalOptions, ...commands.map(({ options }) => options))
  const { tokens } = parseArgs({
    args: [...args],
    options: forNode(everyOption),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const words = tokens.flatMap((token) =>
    token.kind === 'positional' ? [{ value: token.value, index: token.index }] : [],
  )
  return words.slice(0, 2)
}

interface Named {
  readonly command: Command
  /** As it was called: its name or its alias. */
  readonly name: string
}

function findCommand(words: readonly Word[], commands: readonly Command[]): Named | undefined {
  const [first, second] = words.map(({ value }) => value)
  for (const called of [`${first} ${second}`, first]) {
    const command = commands.find(({ name, alias }) => name === called || alias === called)
    if (command !== undefined && called !== undefined) return { command, name: called }
  }
  return undefined
}

function unknownCommand(words: readonly Word[], commands: readonly Command[]): Result<never, Failure> {
  const given = words[0]!.value
  const nearest = nearestNames(
    given,
    commands.map(({ name }) => name),
  )
  const remedy = nearest.length > 0 ? `Did you mean: ${nearest.map((name) => `fuseboard ${name}`).join(', ')}?\n` : ''
  return usageFailure(`There is no command "${given}".`, `${remedy}fuseboard --help lists all commands.`)
}

function tooMany(word: string, called: Named, commands: readonly Command[]): Result<never, Failure> {
  const members = commands.filter(({ name }) => name.startsWith(`${called.name} `))
  const names = members.map(({ name }) => name.slice(called.name.length + 1))
  if (names.length === 0) {
    return usageFailure(`fuseboard ${called.name}: "${word}" is one too many`, hint(called.command))
  }
  const nearest = nearestNames(word, names)
  return usageFailure(
    `There is no command "${called.name} ${word}".`,
    `Known: ${(nearest.length > 0 ? nearest : names).map((name) => `fuseboard ${called.name} ${name}`).join(', ')}.`,
  )
}

interface Parsed {
  readonly values: OptionValues<OptionSpecs> & OptionValues<typeof globalOptions>
  readonly positionals: readonly string[]
}

function parseStrictly(
  args: readonly string[],
  specs: OptionSpecs,
  command: Command | undefined,
): Result<Parsed, Failure> {
  try {
    const parsed = parseArgs({ args: [...args], options: forNode(specs), allowPositionals: true })
    return ok({ values: parsed.values as Parsed['values'], positionals: parsed.positionals })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'(-[^']*)'/.exec(message)?.[1] : undefined
    if (unknown === undefined) return usageFailure(message, hint(command))
    const nearest = nearestNames(
      unknown,
      Object.keys(specs).map((name) => `--${name}`),
      1,
    )
    return usageFailure(
      `There is no option ${unknown}${command === undefined ? '' : ` for fuseboard ${command.name}`}.`,
      `${nearest.length > 0 ? `Did you mean ${nearest[0]}?\n` : ''}${hint(command)}`,
    )
  }
}

const hint = (command: Command | undefined): string =>
  command === undefined
    ? 'fuseboard --help lists all commands and options.'
    : `Usage: ${`fuseboard ${command.name} ${command.usage}`.trim()}`

type NodeOptions = Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }>

const forNode = (specs: OptionSpecs): NodeOptions =>
  Object.fromEntries(
    Object.entries(specs).map(([name, { type, multiple = false, short }]) => [
      name,
      { type, multiple, ...(short !== undefined && { short }) },
    ]),
  )
