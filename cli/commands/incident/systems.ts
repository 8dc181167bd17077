// fuseboard incident systems   Which systems fail: some more, or some less.

import { ok } from '../../../domain/result.ts'
import { getIncident, stepIncident } from '../../api/incidents.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { renderStep, viewOf } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'

export const incidentSystemsCommand = defineCommand({
  name: 'incident systems',
  topic: 'Incidents',
  summary: 'add systems to an incident, or take some out',
  usage: '[ID] [--add ID…] [--remove ID…] --reason TEXT',
  about: `What the incident reaches is worked out anew from the system map. Cuts nothing off: incident contain does. Without ID it
takes the only open incident. Needs the incident scope, and the read scope.`,
  options: {
    add: { type: 'string', multiple: true, value: 'ID', about: 'a system that fails, too; may stand several times' },
    remove: { type: 'string', multiple: true, value: 'ID', about: 'a system that does not; may stand several times' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' },
  },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { add = [], remove = [] } = call.options
    if (add.length + remove.length === 0) {
      return usageFailure(
        'fuseboard incident systems: nothing to change is given.',
        'Say which: --add ID or --remove ID.',
      )
    }
    const reason = await askReason(call.options.reason, call.terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, call.positionals[0], call.terminal)
    if (!id.ok) return id
    const before = await explainRefusal(await getIncident(api, id.value), api, id.value)
    if (!before.ok) return before
    const foreign = remove.filter((system) => !before.value.systems.includes(system))
    if (foreign.length > 0) {
      return usageFailure(
        `${printable(id.value)} is not of ${foreign.join(', ')}. Nothing was changed.`,
        `It is of ${before.value.systems.join(', ') || 'no system'}.`,
      )
    }
    const kept = before.value.systems.filter((system) => !remove.includes(system))
    const systems = [...new Set([...kept, ...add])]
    const body = { systems, reason: reason.value }
    const done = await explainRefusal(await stepIncident(api, id.value, 'systems', body), api, id.value)
    if (!done.ok) return done
    const { blastRadius } = done.value
    const others = blastRadius.filter((system) => !done.value.systems.includes(system))
    const told = [
      `${printable(done.value.id)} is of ${printable(done.value.systems.join(', '))} now.`,
      ...(others.length === 0 ? [] : [`It also reaches ${printable(others.join(', '))}.`]),
    ]
    return ok({ exitCode: exitCodes.ok, text: renderStep(told, done.value, viewOf(call)), json: done.value })
  },
})
