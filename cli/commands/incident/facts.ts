// fuseboard incident severity, fix   How bad an incident is, and what repaired it.

import { defineCommand } from '../../arguments/command.ts'
import { usageFailure } from '../../failure.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { takeId } from '../../incidents/find-incident.ts'
import { parseSeverity } from '../../incidents/incident-options.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'

const reason = { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } as const

export const incidentSeverityCommand = defineCommand({
  name: 'incident severity',
  topic: 'Incidents',
  summary: 'say that an incident is worse, or less bad, than it was thought',
  usage: '[ID] N [--reason TEXT]',
  about: `1 is the worst; SEV1 means the same. One that becomes SEV1 or SEV2 pages whoever is on call; a lower severity needs a
reason. Without ID it takes the only open incident. Needs the incident scope.`,
  options: { reason },
  positionals: { least: 1, most: 2 },

  async run(call) {
    const { id, rest } = takeId(call.positionals)
    const [word, ...more] = rest
    if (word === undefined || more.length > 0) {
      return usageFailure(
        'fuseboard incident severity: one severity is needed.',
        'For example: fuseboard incident severity i3 2 --reason "half of the users"',
      )
    }
    const severity = parseSeverity(word, 'severity')
    if (!severity.ok) return severity
    const { reason: why } = call.options
    return actOnIncident(call, {
      word: id,
      step: 'severity',
      body: { severity: severity.value, ...(why !== undefined && { reason: why }) },
      told: (incident) => [`${printable(incident.id)} is ${printable(incident.responseTarget)}.`],
    })
  },
})

export const incidentFixCommand = defineCommand({
  name: 'incident fix',
  topic: 'Incidents',
  summary: 'record what repaired an incident: a revert or a hotfix',
  usage: '[ID] (--revert | --hotfix ID) [--deployment ID] --reason TEXT',
  about: `An incident goes on to verify only with a revert or a hotfix that is deployed. Without ID it takes the only open
incident. Needs the incident scope.`,
  options: {
    revert: { type: 'boolean', about: 'what changed was taken back' },
    hotfix: { type: 'string', value: 'ID', about: 'the hotfix, such as i3-1' },
    deployment: { type: 'string', value: 'ID', about: 'the deployment that brought it, such as d7' },
    reason,
  },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { revert = false, hotfix, deployment } = call.options
    if (revert === (hotfix !== undefined)) {
      return usageFailure(
        'fuseboard incident fix: either --revert or --hotfix.',
        'For example: fuseboard incident fix i3 --revert --reason "version 41 again"',
      )
    }
    const why = await askReason(call.options.reason, call.terminal)
    if (!why.ok) return why
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'fix',
      body: {
        how: revert ? 'revert' : 'hotfix',
        ...(hotfix !== undefined && { hotfix }),
        ...(deployment !== undefined && { deployment }),
        reason: why.value,
      },
      told: ({ id }) => [
        `Recorded: ${printable(id)} is fixed by ${revert ? 'a revert' : `hotfix ${printable(hotfix!)}`}.`,
      ],
    })
  },
})
