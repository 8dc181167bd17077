// fuseboard kills   Lists the kills in force.

import { ok } from '../../domain/result.ts'
import { defineCommand } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import { renderKillTable } from '../kills/render-kill-table.ts'
import { plural } from '../output/moment.ts'
import { connect } from '../session/connect.ts'

export const killsCommand = defineCommand({
  name: 'kills',
  topic: 'Kills',
  summary: 'list the kills in force',
  usage: '[--all]',
  about: 'What is cut now, by whom and why. Needs the read scope.',
  options: { all: { type: 'boolean', about: 'also those that were lifted' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, clock, terminal } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await connection.value.api.kills(options.all ?? false)
    if (!list.ok) return list
    const { items } = list.value
    const inForce = items.filter(({ liftedAt }) => !liftedAt).length
    const meaning =
      inForce === 0
        ? 'No kill is in force: every flag answers by its own rules.'
        : `${plural(inForce, 'kill')} in force: what is named there is off for everybody. To lift one: fuseboard unkill ID`
    const table = items.length === 0 ? [] : [renderKillTable(items, clock.now(), terminal.style), '']
    return ok({ exitCode: exitCodes.ok, text: [...table, meaning].join('\n'), json: list.value })
  },
})
