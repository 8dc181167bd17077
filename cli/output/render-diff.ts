// A difference between two revisions, flag by flag.

import type { Diff } from '../api/shapes.ts'
import { plural } from './moment.ts'
import { printable } from './printable.ts'
import type { Style } from './style.ts'

export function renderDiff({ from, to, items }: Diff, style: Style): string {
  const range = `${from === null ? 'nothing' : printable(from.slice(0, 12))} → ${printable(to.slice(0, 12))}`
  if (items.length === 0) return `${range}: no flag differs`
  const flags = items.flatMap(({ key, change, lines }) => [
    '',
    style.bold(`${printable(key)} (${printable(change)})`),
    ...lines.map((line) => `  ${colourDiffLine(printable(line), style)}`),
  ])
  return [`${range}: ${plural(items.length, 'flag')}`, ...flags].join('\n')
}

/** A line that begins with - or +. */
export function colourDiffLine(line: string, style: Style): string {
  if (line.startsWith('-')) return style.red(line)
  return line.startsWith('+') ? style.green(line) : line
}
