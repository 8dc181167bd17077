// What happened to one flag, newest first: who changed it, why, and each line that changed.

import type { FlagHistoryEntry } from '../../protocol/admin-revision.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import { colourDiffLine } from '../output/render-diff.ts'
import type { Style } from '../output/style.ts'

export function renderHistory(entries: readonly FlagHistoryEntry[], now: number, style: Style): string {
  return entries
    .map(({ number, at, by, reason, change, lines }) =>
      [
        `${style.bold(`${number}  ${change}`)} ${printable(`${renderAge(at, now)} by ${by}${reason ? `: ${reason}` : ''}`)}`,
        ...lines.map((line) => `  ${colourDiffLine(printable(line), style)}`),
      ].join('\n'),
    )
    .join('\n\n')
}
