// fuseboard channels show   One channel, without its secrets.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { findChannel } from '../../channels/find-channel.ts'
import { renderChannel } from '../../channels/render-channel.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'

export const channelsShowCommand = defineCommand({
  name: 'channels show',
  topic: 'Communications',
  summary: 'show one channel, without its secrets',
  usage: 'ID',
  about: 'Its type, whom it is for, its settings, and the names of its secrets. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const found = await findChannel(connection.value.api, call.positionals[0]!)
    if (!found.ok) return found
    const { value } = found.value
    const text = renderChannel(value, call.clock.now(), call.terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: value })
  },
})
