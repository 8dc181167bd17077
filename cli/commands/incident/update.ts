// fuseboard incident update   Tells people what is known now.

import { audiences } from '../../../domain/incident/incident.ts'
import { publicStatuses } from '../../../domain/notification/message.ts'
import { ok, type Result } from '../../../domain/result.ts'
import { writeUpdate } from '../../api/incidents.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { type Failure, usageFailure } from '../../failure.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident, takeId } from '../../incidents/find-incident.ts'
import { renderNotificationLines } from '../../notifications/render-notifications.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { readSent } from './status.ts'

export const incidentUpdateCommand = defineCommand({
  name: 'incident update',
  topic: 'Incidents',
  summary: 'tell responders, leadership and customers what is known now',
  usage: '[ID] TEXT [--for AUDIENCE,…] [--status STATUS]',
  about: `Without --for it is for all of them, each in its own words: customers see the text and no internals, so write it for them.
What goes to customers may have to be approved first: fuseboard notifications approve. Without ID it takes the only open incident.
Needs the incident scope; the read scope shows where it goes.`,
  options: {
    for: { type: 'string', multiple: true, value: 'AUDIENCE,…', about: `${audiences.join(', ')}; all if not said` },
    status: { type: 'string', value: 'STATUS', about: `what the status page shows: ${publicStatuses.join(', ')}` },
  },
  positionals: { least: 1, most: Number.POSITIVE_INFINITY },

  async run(call) {
    const { options, positionals, terminal } = call
    const { id: word, rest } = takeId(positionals)
    const text = rest.join(' ').trim()
    if (text === '') {
      return usageFailure(
        'fuseboard incident update: the text is missing.',
        'Say what is known: incident update i3 "…"',
      )
    }
    const status = parseChoice('status', options.status, publicStatuses)
    if (!status.ok) return status
    const chosen = parseAudiences(options.for)
    if (!chosen.ok) return chosen
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, word, terminal)
    if (!id.ok) return id
    const before = new Set((await readSent(api, id.value))?.map(({ key }) => key))
    const update = {
      text,
      ...(chosen.value !== undefined && { audiences: chosen.value }),
      ...(status.value !== undefined && { status: status.value }),
    }
    const written = await explainRefusal(await writeUpdate(api, id.value, update), api, id.value)
    if (!written.ok) return written
    const sent = await readSent(api, id.value)
    const own = sent?.filter(({ key }) => !before.has(key)) ?? null
    const lines = [
      `Written: the update of ${printable(id.value)} for ${(chosen.value ?? audiences).join(', ')}.`,
      ...(own === null
        ? ['Where it goes cannot be read now.']
        : own.length === 0
          ? ['It goes nowhere: no channel is for them. fuseboard channels set ID --audience AUDIENCE']
          : ['It goes', ...renderNotificationLines(own, viewOf(call))]),
      ...(own?.some((one) => one.status === 'awaiting-approval')
        ? ['Next: fuseboard notifications approve KEY lets out what waits']
        : [`Next: fuseboard notifications --incident ${printable(id.value)} shows what became of it`]),
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: { answer: written.value, notifications: own } })
  },
})

/** Several options, or several words in one. */
function parseAudiences(given: readonly string[] | undefined): Result<readonly string[] | undefined, Failure> {
  if (given === undefined) return ok(undefined)
  const chosen: string[] = []
  for (const word of given.flatMap((words) => words.split(',')).filter((one) => one.trim() !== '')) {
    const audience = parseChoice('for', word.trim(), audiences)
    if (!audience.ok) return audience
    chosen.push(audience.value!)
  }
  if (chosen.length === 0) return usageFailure('--for names nobody.', `Allowed: ${audiences.join(', ')}.`)
  return ok([...new Set(chosen)])
}
