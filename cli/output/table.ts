// Rows in columns. Cells are plain text from anywhere: they are made printable here, and cut where they are long.

import { printable } from './printable.ts'
import type { Style } from './style.ts'

/** Characters of a cell; the whole text is in the --json form. */
const maxCellLength = 60

export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[], style: Style): string {
  const cells = rows.map((row) => row.map((cell) => shorten(printable(cell))))
  const widths = headings.map((heading, column) =>
    Math.max(lengthOf(heading), ...cells.map((row) => lengthOf(row[column] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, widths[column]! - lengthOf(cell))))
      .join('  ')
      .trimEnd()
  return [style.dim(line(headings)), ...cells.map(line)].join('\n')
}

const lengthOf = (text: string): number => [...text].length

const shorten = (text: string): string =>
  lengthOf(text) > maxCellLength ? `${[...text].slice(0, maxCellLength - 1).join('')}…` : text
