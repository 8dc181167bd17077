// Which incident a command means: the one that is named, or else the only one that is open. Never one of several.

import { fail, ok } from '../../domain/result.ts'
import type { AdminApi, Answer } from '../api/admin-api.ts'
import { listIncidents } from '../api/incidents.ts'
import { exitCodes } from '../exit-code.ts'
import { usageFailure } from '../failure.ts'
import { printable } from '../output/printable.ts'
import type { Terminal } from '../output/terminal.ts'

const idText = /^i\d+$/i

/** Of those that are open, as many are named. */
const mostNamed = 20

export interface Words {
  readonly id: string | undefined
  readonly rest: readonly string[]
}

/** The id first, where there is one. */
export function takeId(words: readonly string[]): Words {
  const [first] = words
  return first !== undefined && idText.test(first)
    ? { id: first.toLowerCase(), rest: words.slice(1) }
    : { id: undefined, rest: words }
}

/** The id of the incident; says on stderr which one it took where none was named. */
export async function findIncident(
  api: AdminApi,
  word: string | undefined,
  { note, noteStyle }: Pick<Terminal, 'note' | 'noteStyle'>,
): Answer<string> {
  if (word !== undefined) {
    if (idText.test(word)) return ok(word.toLowerCase())
    return usageFailure(`"${word}" is no incident: they are named like i3.`, 'fuseboard incident list shows them.')
  }
  const open = await listIncidents(api, { open: 'true' }, mostNamed)
  if (!open.ok) return open
  const [only, another] = open.value.items
  if (only === undefined) {
    return fail({
      exitCode: exitCodes.failed,
      message: 'No incident is open, and none is named.',
      remedy: 'fuseboard incident list --closed shows those that are over; give the id of one, such as i3.',
    })
  }
  if (another !== undefined) {
    return fail({
      exitCode: exitCodes.usage,
      message: 'Several incidents are open: say which one is meant. Nothing was changed.',
      details: open.value.items.map(({ id, severity, phase, title }) => `${id}  SEV${severity}  ${phase}  ${title}`),
      remedy: 'Put its id first, such as i3.',
    })
  }
  note(noteStyle.dim(`Incident ${printable(only.id)}, the only one open: ${printable(only.title)}`))
  return ok(only.id)
}
