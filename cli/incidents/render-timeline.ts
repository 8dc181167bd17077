// What happened in an incident, entry by entry: when, by whom, what. Texts are written by people and programs elsewhere.

import type { TimelineEntry } from '../api/incidents.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { wrap } from '../output/wrap.ts'

/** @example renderMoment('2026-11-21T12:00:05.123Z')   // '2026-11-21 12:00:05Z' */
export const renderMoment = (at: string): string => printable(at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'))

export function renderTimeline(entries: readonly TimelineEntry[], columns: number, style: Style): string[] {
  return entries.flatMap(({ at, actor, kind, text }) => {
    const head = wrap(`${renderMoment(at)}  ${printable(kind)}  by ${printable(actor)}`, columns, '      ', '  ')
    // A log of many lines stays one: each is shown as it stands.
    const lines = text.split('\n').flatMap((line) => wrap(printable(line), columns, '    '))
    return [...head.map(style.dim), ...lines]
  })
}
