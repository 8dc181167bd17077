// What is new in an incident since it was last looked at, one line each: for logs, where nothing can be redrawn.

import type { Incident } from '../api/incidents.ts'
import { printable } from '../output/printable.ts'

/** Of an incident that is seen first, where it stands; its past is in its timeline. */
export function describeChanges(incident: Incident, before: Incident | null): string[] {
  const { phase, severity, title, timeline, missing } = incident
  const place = `SEV${severity}, ${phase}${missing.length === 0 ? '' : `; missing: ${missing.join('; ')}`}`
  if (before === null) return [printable(`${title}: ${place}`)]
  const seen = before.timeline.at(-1)?.id ?? 0
  const lines = timeline
    .filter(({ id }) => id > seen)
    .map(({ at, actor, kind, text }) => printable(`${at}  ${kind} by ${actor}: ${text}`))
  const moved = before.phase !== phase || before.severity !== severity
  return moved ? [...lines, printable(place)] : lines
}
