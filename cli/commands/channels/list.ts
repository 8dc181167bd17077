// fuseboard channels   Where notifications, pages and hooks go.

import { ok } from '../../../domain/result.ts'
import { listChannels } from '../../api/channels.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderChannelTable } from '../../channels/render-channel.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

export const channelsListCommand = defineCommand({
  name: 'channels',
  alias: 'channels list',
  topic: 'Communications',
  summary: 'list where notifications, pages and hooks go',
  usage: '',
  about: 'Without their secrets, which nobody sees again. Needs the read scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { style } = call.terminal
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listChannels(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const pages = items.some(({ pagingRank, disabled }) => pagingRank !== undefined && disabled === undefined)
    const text =
      items.length === 0
        ? 'There is no channel yet: nobody is paged or told.\nNext: fuseboard channels set ID --type TYPE --paging-rank 1'
        : [
            renderChannelTable(items, style),
            '',
            plural(items.length, 'channel'),
            ...(pages ? [] : [style.yellow('Nobody is paged: no channel has a paging rank.')]),
            'Next: fuseboard channels test ID shows whether one works',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
