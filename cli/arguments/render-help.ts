// The help texts, rendered from what the commands say about themselves.

import { exitCodeMeanings } from '../exit-code.ts'
import { type Command, globalOptions, type OptionSpecs } from './command.ts'

export function renderHelp(commands: readonly Command[], version: string): string {
  return `fuseboard ${version}: feature flags as circuit breakers at the edge

Usage: fuseboard COMMAND [options]

${renderCommands(commands)}

${sharedParts()}

fuseboard COMMAND --help explains one command.
Try: fuseboard status`
}

const untitled = 'Other commands'

/** Under their topics, which stand in the order of their first command. */
function renderCommands(commands: readonly Command[]): string {
  const topics = new Set(commands.flatMap(({ topic }) => topic ?? []))
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [...topics, undefined]
    .flatMap((topic) => {
      const members = commands.filter((command) => command.topic === topic)
      const rows = members.map(({ name, summary }): [string, string] => [name, summary])
      return rows.length === 0 ? [] : [`${topic ?? untitled}\n${columns(rows, width)}`]
    })
    .join('\n\n')
}

export function renderCommandHelp(command: Command): string {
  const also = command.alias === undefined ? '' : `\nThe same: fuseboard ${command.alias}`
  const own = Object.keys(command.options).length > 0 ? `\n\nOptions\n${renderOptions(command.options)}` : ''
  return `${`Usage: fuseboard ${command.name} ${command.usage}`.trim()}${also}

${command.about}${own}

${sharedParts(command.exits?.meanings)}`
}

function sharedParts(meanings = exitCodeMeanings): string {
  const codes = meanings.map(([code, meaning]): [string, string] => [String(code), meaning])
  return `Options of all commands
${renderOptions(globalOptions)}

Which instance: --url and --token, else FUSEBOARD_URL and FUSEBOARD_TOKEN, else what fuseboard login saved, else
the one that npm start runs on this machine.

Exit codes
${columns(codes)}`
}

const renderOptions = (options: OptionSpecs): string =>
  columns(
    Object.entries(options).map(([name, { value, bare, short, about }]) => {
      const shown = bare === undefined ? value : `[${value}]`
      return [`${short === undefined ? '' : `-${short}, `}--${name}${shown === undefined ? '' : ` ${shown}`}`, about]
    }),
  )

function columns(
  rows: readonly (readonly [string, string])[],
  width = Math.max(...rows.map(([left]) => left.length)),
): string {
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n')
}
