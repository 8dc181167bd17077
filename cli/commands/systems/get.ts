// fuseboard systems get   One system of the map.

import { ok } from '../../../domain/result.ts'
import { getSystem } from '../../api/systems.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestSystem } from '../../session/name-nearest.ts'
import { renderSystem } from '../../systems/render-systems.ts'

export const systemsGetCommand = defineCommand({
  name: 'systems get',
  topic: 'Systems and segments',
  summary: 'show one system',
  usage: 'ID',
  about: 'Its owner, its paths and what it depends on. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const system = await nameNearestSystem(api, id, await getSystem(api, id))
    if (!system.ok) return system
    const { value, etag } = system.value
    return ok({ exitCode: exitCodes.ok, text: renderSystem(value, etag, call.terminal.style), json: value })
  },
})
