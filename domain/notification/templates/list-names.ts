// Names in a sentence: the first ones, and how many more there are. A map of systems may be large.

import { oneLine } from '../one-line.ts'

const maxNames = 12
const maxNameChars = 60

export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'no system named'
  const shown = names.slice(0, maxNames).map((name) => oneLine(name, maxNameChars))
  return names.length <= maxNames ? shown.join(', ') : `${shown.join(', ')} and ${names.length - maxNames} more`
}
