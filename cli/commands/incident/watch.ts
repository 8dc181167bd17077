// fuseboard incident watch   The same as `incident status`, again and again until it is closed.

import { fail, ok } from '../../../domain/result.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getIncident, type Incident } from '../../api/incidents.ts'
import { type Call, defineCommand, type OptionSpecs } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { describeChanges } from '../../incidents/describe-changes.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { renderIncident } from '../../incidents/render-incident.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { type Followed, follow, untilInterrupted } from '../../session/follow.ts'
import { readSent } from './status.ts'

const watchEveryMs = 2_000

export const incidentWatchCommand = defineCommand({
  name: 'incident watch',
  topic: 'Incidents',
  summary: 'follow an incident until it is closed',
  usage: '[ID]',
  about: `Redraws every ${watchEveryMs / 1000} s what incident status shows; where nothing can be redrawn, it tells each entry of the timeline
on a line of its own. Ends when the incident is closed. Ctrl-C stops the watching, never the incident. Needs the read scope.`,
  options: {},
  positionals: { least: 0, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, call.positionals[0], call.terminal)
    if (!id.ok) return id
    const { last, failure } = await watch(call, api, id.value)
    if (failure !== null) return explainRefusal(fail(failure), api, id.value)
    if (last === null)
      return fail({ exitCode: exitCodes.failed, message: 'Watching stopped before anything was seen.' })
    const picture = renderIncident(last, await readSent(api, id.value), viewOf(call))
    const text = last.phase === 'closed' ? picture : `${picture}\n\nWatching stopped; the incident goes on.`
    return ok({ exitCode: exitCodes.ok, text, json: last })
  },
})

function watch<O extends OptionSpecs>(call: Call<O>, api: AdminApi, id: string): Promise<Followed<Incident>> {
  const { draw, note, noteStyle } = call.terminal
  return untilInterrupted((signal) =>
    follow({
      clock: call.clock,
      everyMs: watchEveryMs,
      signal,
      read: () => getIncident(api, id),
      isOver: ({ phase }) => phase === 'closed',
      onAnswer: (incident, before) => {
        // The last picture is the result, on stdout.
        if (draw !== null) draw(incident.phase === 'closed' ? '' : renderIncident(incident, [], viewOf(call)))
        else for (const line of describeChanges(incident, before)) note(line)
      },
      onLost: ({ message }) => note(noteStyle.yellow(`It cannot be read now: ${printable(message)}`)),
    }),
  )
}
