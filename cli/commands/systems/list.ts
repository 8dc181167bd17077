// fuseboard systems   The system map, as a tree of what depends on what.

import { ok } from '../../../domain/result.ts'
import { listSystems } from '../../api/systems.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'
import { renderSystemTree } from '../../systems/render-systems.ts'

export const systemsListCommand = defineCommand({
  name: 'systems',
  alias: 'systems list',
  topic: 'Systems and segments',
  summary: 'draw the system map: what depends on what, and who owns it',
  usage: '',
  about: 'Each system stands above what it depends on. Needs the read scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listSystems(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const text =
      items.length === 0
        ? 'There is no system yet.\nNext: fuseboard systems set ID --owner NAME --path GLOB'
        : `${renderSystemTree(items, call.terminal.style)}\n\n${plural(items.length, 'system')}\nNext: fuseboard systems get ID shows one, fuseboard kill --system ID cuts all its flags`
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
