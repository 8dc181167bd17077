// fuseboard systems radius   How far a failure of a system would reach.

import { ok } from '../../../domain/result.ts'
import { getBlastRadius } from '../../api/deployments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestSystem } from '../../session/name-nearest.ts'
import { renderRadius } from '../../systems/render-radius.ts'

export const systemsRadiusCommand = defineCommand({
  name: 'systems radius',
  topic: 'Systems and segments',
  summary: 'draw how far a failure of a system reaches',
  usage: 'ID',
  about: 'The system, and below it what depends on it, through any number of steps. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await nameNearestSystem(api, id, await getBlastRadius(api, id))
    if (!found.ok) return found
    const { blastRadius, critical, flags, systems } = found.value
    const reach = `${plural(blastRadius.length, 'system')}, ${critical.length} of them critical; ${plural(flags, 'flag')}`
    const text = `${renderRadius(id, systems, call.terminal.style)}\n\n${reach}`
    return ok({ exitCode: exitCodes.ok, text, json: found.value })
  },
})
