// A segment by itself: who is in it, and which flags it decides.

import type { SegmentRecord } from '../../protocol/admin-flag.ts'
import { plural } from '../output/moment.ts'
import { printable, printableLines } from '../output/printable.ts'
import type { Style } from '../output/style.ts'

export function renderSegment({ name, etag, rule, usedBy, usedByCount }: SegmentRecord, style: Style): string {
  const more = usedByCount > usedBy.length ? `, and ${usedByCount - usedBy.length} more` : ''
  const users =
    usedByCount === 0 ? 'no flag' : `${plural(usedByCount, 'flag')}: ${usedBy.map(printable).join(', ')}${more}`
  return [
    style.bold(printable(name)),
    `  ${style.dim('used by')}  ${users}`,
    `  ${style.dim('etag')}     ${printable(etag)}`,
    '',
    printableLines(JSON.stringify(rule, null, 2) ?? 'no rule'),
  ].join('\n')
}
