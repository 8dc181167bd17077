// A failure for people, on stderr. Parts of it come from the server: nothing is shown unprinted.

import type { Failure } from '../failure.ts'
import { printable, printableLines } from './printable.ts'
import type { Style } from './style.ts'

export function renderFailure({ message, details = [], remedy }: Failure, style: Style): string {
  return [
    style.red(printableLines(message)),
    ...details.map((detail) => `  ${printable(detail)}`),
    ...(remedy === undefined ? [] : [printableLines(remedy)]),
  ].join('\n')
}

export const failureJson = ({ exitCode, message, details, remedy, problem }: Failure): unknown => ({
  error: { exitCode, message, details, remedy, problem },
})
