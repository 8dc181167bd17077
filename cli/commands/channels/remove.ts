// fuseboard channels remove   Nothing goes through a channel any more.

import { ok } from '../../../domain/result.ts'
import { removeChannel } from '../../api/channels.ts'
import { defineCommand } from '../../arguments/command.ts'
import { findChannel } from '../../channels/find-channel.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const channelsRemoveCommand = defineCommand({
  name: 'channels remove',
  topic: 'Communications',
  summary: 'remove a channel that nothing needs any more',
  usage: 'ID',
  about: `Refused while something is on its way through it, or a deployment needs it to be taken back. Needs the admin scope, and
the read scope.`,
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const id = call.positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const found = await findChannel(api, id)
    if (!found.ok) return found
    const removed = await removeChannel(api, id, found.value.etag ?? '*')
    if (!removed.ok) return removed
    const text = `Removed ${printable(id)}: nothing goes through it any more.`
    return ok({ exitCode: exitCodes.ok, text, json: { removed: id } })
  },
})
