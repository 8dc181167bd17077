// fuseboard systems remove   Takes a system out of the map.

import { ok } from '../../../domain/result.ts'
import { getSystem, removeSystem } from '../../api/systems.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestSystem } from '../../session/name-nearest.ts'

export const systemsRemoveCommand = defineCommand({
  name: 'systems remove',
  topic: 'Systems and segments',
  summary: 'take a system out of the map',
  usage: 'ID',
  about: 'Refused while another system depends on it or a flag names it. Needs the write scope, and the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await nameNearestSystem(api, id, await getSystem(api, id))
    if (!found.ok) return found
    const removed = await removeSystem(api, id, found.value.etag ?? '*')
    if (!removed.ok) return removed
    return ok({ exitCode: exitCodes.ok, text: `Removed ${printable(id)} from the map.`, json: { removed: id } })
  },
})
