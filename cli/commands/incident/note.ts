// fuseboard incident note   Writes into the timeline: what was seen, thought, logged, or found elsewhere.

import { ok, type Result } from '../../../domain/result.ts'
import { defineCommand, type OptionValues } from '../../arguments/command.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { takeId } from '../../incidents/find-incident.ts'
import { printable } from '../../output/printable.ts'

const options = {
  hypothesis: { type: 'boolean', about: 'it is what may be the cause' },
  log: { type: 'boolean', about: 'it is an excerpt of a log' },
  link: { type: 'string', value: 'URL', about: 'where more can be seen: a dashboard, a pull request' },
} as const

export const incidentNoteCommand = defineCommand({
  name: 'incident note',
  topic: 'Incidents',
  summary: 'write into the timeline of an incident',
  usage: '[ID] (TEXT | -) [--hypothesis | --log | --link URL]',
  about: `Nothing in a timeline is ever changed or removed. - reads the text from stdin. Without ID it takes the only open
incident. Needs the incident scope.`,
  options,
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { terminal, globals } = call
    const kind = kindOf(call.options)
    if (!kind.ok) return kind
    const { id, rest } = takeId(call.positionals)
    if (rest.join() === '-' && globals.token === '-') {
      return usageFailure('Both the token and the note are to come from stdin.', 'Give one of them in another way.')
    }
    const { link } = call.options
    const text = (rest.join() === '-' ? await terminal.readStdin() : rest.join(' ')).trim() || (link ?? '')
    if (text === '') {
      return usageFailure('fuseboard incident note: the text is missing.', 'For example: fuseboard incident note "…"')
    }
    return actOnIncident(call, {
      word: id,
      step: 'note',
      body: { kind: kind.value, text, ...(link !== undefined && { url: link }) },
      told: (incident) => [`Written into the timeline of ${printable(incident.id)}.`],
    })
  },
})

function kindOf({
  hypothesis,
  log,
  link,
}: OptionValues<typeof options>): Result<'note' | 'hypothesis' | 'log' | 'link', Failure> {
  if ([hypothesis, log, link !== undefined].filter(Boolean).length > 1) {
    return usageFailure('--hypothesis, --log and --link do not go together.', 'One note each.')
  }
  return ok(hypothesis ? 'hypothesis' : log ? 'log' : link !== undefined ? 'link' : 'note')
}
