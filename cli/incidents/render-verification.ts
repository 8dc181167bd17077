// The verification of an incident: which criteria hold, since when, and when it may be closed.

import type { Incident } from '../api/incidents.ts'
import { renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import { wrap } from '../output/wrap.ts'
import { paintVerdict } from '../rollouts/render-evidence.ts'
import { renderUntil } from '../rollouts/render-span.ts'
import type { View } from './render-incident.ts'

export function renderVerification({ verification, phase }: Incident, { now, columns, style }: View): string[] {
  if (verification === undefined) return []
  const { startedAt, passingSince, readyAt, criteria } = verification
  const lead = style.bold('Verification')
  return [
    `${lead}, begun ${renderAge(startedAt, now)}: ${clockText()}`,
    ...criteria.flatMap(({ id, verdict, why }) => {
      const [first = '', ...rest] = wrap(`${printable(id)}: ${printable(why)}`, columns, '        ', '')
      return [`  ${paintVerdict(verdict, style)}  ${first}`, ...rest]
    }),
  ]

  function clockText(): string {
    if (passingSince === null) return style.yellow('not everything holds; the clock begins when it does')
    const since = `everything holds since ${renderAge(passingSince, now).replace(/ ago$/, '')}`
    if (phase !== 'verify' || readyAt === null) return since
    return Date.parse(readyAt) <= now
      ? style.green(`${since}; it may be closed`)
      : `${since}; it may be closed ${renderUntil(readyAt, now)}`
  }
}
