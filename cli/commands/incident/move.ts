// fuseboard incident advance, relapse, close   What moves an incident from one phase to another.

import { phases } from '../../../domain/incident/incident.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice } from '../../arguments/parse-options.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'

const reason = { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } as const

export const incidentAdvanceCommand = defineCommand({
  name: 'incident advance',
  topic: 'Incidents',
  summary: 'go on to the next phase',
  usage: '[ID] [--to PHASE] [--reason TEXT]',
  about: `Refused while something is missing: each missing thing is named with the command that provides it. Without ID it takes
the only open incident. Needs the incident scope.`,
  options: {
    to: { type: 'string', value: 'PHASE', about: `one of ${phases.join(', ')}; the next if not said` },
    reason,
  },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const to = parseChoice('to', call.options.to, phases)
    if (!to.ok) return to
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'advance',
      body: {
        ...(to.value !== undefined && { to: to.value }),
        ...(call.options.reason !== undefined && { reason: call.options.reason }),
      },
      told: ({ id, phase }) => [`${printable(id)} is now in ${printable(phase)}.`],
    })
  },
})

export const incidentRelapseCommand = defineCommand({
  name: 'incident relapse',
  topic: 'Incidents',
  summary: 'go back from verify to contain: it fails again',
  usage: '[ID] --reason TEXT',
  about: `What was fixed does not hold. It has to be contained, fixed and verified again. Without ID it takes the only open
incident. Needs the incident scope.`,
  options: { reason },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const why = await askReason(call.options.reason, call.terminal)
    if (!why.ok) return why
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'relapse',
      body: { reason: why.value },
      told: ({ id, phase }) => [`${printable(id)} fails again, and is back in ${printable(phase)}.`],
    })
  },
})

export const incidentCloseCommand = defineCommand({
  name: 'incident close',
  topic: 'Incidents',
  summary: 'close an incident that has held long enough',
  usage: '[ID] [--reason TEXT]',
  about: `Refused until every criterion has held for 30 minutes, and for SEV1 and SEV2 until somebody owes the post-mortem by a
date. What is cut off stays cut off: each flag comes back through its own rollout. Without ID it takes the only open incident.
Needs the incident scope.`,
  options: { reason },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { reason: why } = call.options
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'close',
      body: why === undefined ? {} : { reason: why },
      told: ({ id, containment }) => [
        `${printable(id)} is closed.`,
        ...((containment?.flags.length ?? 0) === 0
          ? []
          : [
              `It had cut off ${printable(containment!.flags.join(', '))}: fuseboard kills shows what still is.`,
              '  Each comes back through its own rollout: fuseboard rollout start FLAG',
            ]),
      ],
    })
  },
})
