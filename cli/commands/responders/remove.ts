// fuseboard responders remove   Takes somebody off the list of those who answer for incidents.

import { ok } from '../../../domain/result.ts'
import { getResponder, listResponders, removeResponder } from '../../api/responders.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { nameNearest } from '../../session/name-nearest.ts'

export const respondersRemoveCommand = defineCommand({
  name: 'responders remove',
  topic: 'Incidents',
  summary: 'take a responder off the list',
  usage: 'ID',
  about: 'Nobody pages them any more. Needs the incident scope, and the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await nameNearest(await getResponder(api, id), id, async () => {
      const list = await listResponders(api)
      return list.ok ? list.value.items.map((responder) => responder.id) : []
    })
    if (!found.ok) return found
    const removed = await removeResponder(api, id, found.value.etag ?? '*')
    if (!removed.ok) return removed
    return ok({
      exitCode: exitCodes.ok,
      text: `Removed ${printable(id)}: nobody pages them any more.`,
      json: { removed: id },
    })
  },
})
