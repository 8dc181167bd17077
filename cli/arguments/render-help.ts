// The help texts, rendered from what the commands say about themselves.

import { exitCodeMeanings } from '../exit-code.ts'
import { type Command, globalOptions, type OptionSpecs } from './command.ts'

export function renderHelp(commands: readonly Command[], version: string): string {
  const listed = commands.map(({ name, summary }): [string, string] => [name, summary])
  return `fuseboard ${version}: feature flags as circuit breakers at the edge

Usage: fuseboard COMMAND [options]

Commands
${columns(listed)}

${sharedParts()}

fuseboard COMMAND --help explains one command.
Try: fuseboard status`
}

export function renderCommandHelp(command: Command): string {
  const own = Object.keys(command.options).length > 0 ? `\n\nOptions\n${renderOptions(command.options)}` : ''
  return `${`Usage: fuseboard ${command.name} ${command.usage}`.trim()}

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
    Object.entries(options).map(([name, { value, about }]) => [
      `${name === 'help' ? '-h, ' : ''}--${name}${value === undefined ? '' : ` ${value}`}`,
      about,
    ]),
  )

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}`).join('\n')
}
