// fuseboard responders   Who answers for incidents, in the order in which they are paged.

import { ok } from '../../../domain/result.ts'
import { listResponders } from '../../api/responders.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { renderResponderTable } from '../../responders/render-responders.ts'
import { connect } from '../../session/connect.ts'

export const respondersListCommand = defineCommand({
  name: 'responders',
  alias: 'responders list',
  topic: 'Incidents',
  summary: 'list who answers for incidents, and who is paged first',
  usage: '',
  about: 'In the order in which they are paged. Needs the read scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { style } = call.terminal
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listResponders(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const nobody = items.every(({ rank }) => rank === undefined)
    const text =
      items.length === 0
        ? 'Nobody answers for incidents yet: nobody is paged.\nNext: fuseboard responders set ID --name NAME --rank 1'
        : [
            renderResponderTable(items, style),
            '',
            plural(items.length, 'responder'),
            ...(nobody ? [style.yellow('Nobody is paged: no responder has a rank.')] : []),
            'Next: fuseboard responders set ID --rank N says who is paged first',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
