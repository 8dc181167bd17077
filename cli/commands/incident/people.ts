// fuseboard incident command, role   Who commands an incident, and who does what in it.

import { defineCommand } from '../../arguments/command.ts'
import { usageFailure } from '../../failure.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { takeId } from '../../incidents/find-incident.ts'
import { printable } from '../../output/printable.ts'

export const incidentCommandCommand = defineCommand({
  name: 'incident command',
  topic: 'Incidents',
  summary: 'take command of an incident; ends the paging',
  usage: '[ID] --as RESPONDER',
  about: `Whoever commands decides, and nobody else is paged. Without ID it takes the only open incident. Needs the incident
scope.`,
  options: { as: { type: 'string', value: 'RESPONDER', about: 'who commands; fuseboard responders lists them' } },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const commander = call.options.as
    if (commander === undefined || commander === '') {
      return usageFailure('fuseboard incident command: who commands is missing.', 'Say who: --as RESPONDER.')
    }
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'command',
      body: { commander },
      told: ({ id }) => [`${printable(commander)} commands ${printable(id)} now. Nobody else is paged.`],
    })
  },
})

export const incidentRoleCommand = defineCommand({
  name: 'incident role',
  topic: 'Incidents',
  summary: 'say who does what in an incident',
  usage: '[ID] ROLE (RESPONDER | --nobody)',
  about: `A role is any word: communications, operations, scribe. Without ID it takes the only open incident. Needs the incident
scope.`,
  options: { nobody: { type: 'boolean', about: 'nobody has the role any more' } },
  positionals: { least: 1, most: 3 },

  async run(call) {
    const { id, rest } = takeId(call.positionals)
    const [role, responder, ...more] = rest
    const nobody = call.options.nobody ?? false
    if (role === undefined || more.length > 0 || (responder === undefined) !== nobody) {
      return usageFailure(
        'fuseboard incident role: one role and one responder, or --nobody.',
        'For example: fuseboard incident role i3 communications bob',
      )
    }
    return actOnIncident(call, {
      word: id,
      step: 'roles',
      body: { role, responder: responder ?? null },
      told: (incident) => [
        `${responder === undefined ? 'Nobody' : printable(responder)} has the role ${printable(role)} in ${printable(incident.id)} now.`,
      ],
    })
  },
})
