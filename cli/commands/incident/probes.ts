// fuseboard incident probes   What has to answer while an incident is verified.

import { defineCommand } from '../../arguments/command.ts'
import { usageFailure } from '../../failure.ts'
import { actOnIncident } from '../../incidents/act-on-incident.ts'
import { printable } from '../../output/printable.ts'
import { parseProbeOptions } from '../../rollouts/parse-probe-option.ts'

export const incidentProbesCommand = defineCommand({
  name: 'incident probes',
  topic: 'Incidents',
  summary: 'say what has to answer while an incident is verified',
  usage: '[ID] (--probe TEXT… | --none)',
  about: `They take the place of those set before, and verification begins anew. A system that sends no telemetry is verified by
them alone. --probe 'GET https://shop.example/health 200 ok' wants the status 200 and a body that contains ok. Without ID it
takes the only open incident. Needs the incident scope.`,
  options: {
    probe: { type: 'string', multiple: true, value: 'TEXT', about: 'METHOD URL STATUS TEXT; may stand several times' },
    none: { type: 'boolean', about: 'nothing is asked any more' },
  },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { probe: given = [], none } = call.options
    if (given.length === 0 && !none) {
      return usageFailure(
        '--probe is missing.',
        "For example --probe 'GET https://shop.example/health 200'; or --none.",
      )
    }
    // Whether an address may be asked depends on where the instance runs: it says so itself.
    const probes = parseProbeOptions(given, true)
    if (!probes.ok) return probes
    return actOnIncident(call, {
      word: call.positionals[0],
      step: 'probes',
      body: { probes: probes.value },
      told: ({ id }) => [
        probes.value.length === 0
          ? `Nothing is asked for ${printable(id)} any more.`
          : `${printable(id)}: ${probes.value.map(({ name, url }) => `${name} asks ${printable(url)}`).join(', ')}, every half minute.`,
      ],
    })
  },
})
