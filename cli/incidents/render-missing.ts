// What has to be there before an incident may go on, each with the command that provides it.

import { phases } from '../../domain/incident/incident.ts'
import type { Incident } from '../api/incidents.ts'
import { printable } from '../output/printable.ts'
import { wrap } from '../output/wrap.ts'
import { onwardCommand, tellMissing } from './next-command.ts'
import type { View } from './render-incident.ts'

export function renderMissing({ id, phase, missing }: Incident, { columns, style }: View): string[] {
  if (phase === 'closed') return []
  const names: readonly string[] = phases
  const next = printable(names[names.indexOf(phase) + 1] ?? 'the next phase')
  if (missing.length === 0) return [`Nothing is missing for ${style.bold(next)}: ${onwardCommand(phase, id)}`]
  return [
    style.bold(`Missing for ${next}`),
    ...missing.flatMap((sentence) => {
      const { what, command } = tellMissing(sentence, id)
      return [...wrap(printable(what), columns, '    ', '  - '), ...(command === undefined ? [] : [`    ${command}`])]
    }),
  ]
}
