// fuseboard tokens   Who may do what with the admin worker.

import { ok } from '../../../domain/result.ts'
import { listTokens } from '../../api/tokens.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderTokenTable } from '../../keys/render-tables.ts'
import { connect } from '../../session/connect.ts'

export const tokensListCommand = defineCommand({
  name: 'tokens',
  alias: 'tokens list',
  topic: 'Access',
  summary: 'list the admin tokens',
  usage: '',
  about: 'All that were ever made, with what became of them. Needs the admin scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { clock, terminal } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listTokens(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const lines =
      items.length === 0
        ? ['There is none yet.', 'Next: fuseboard tokens create NAME --scope SCOPE']
        : [
            renderTokenTable(items, clock.now(), terminal.style),
            '',
            'Next: fuseboard tokens revoke ID takes one out of use',
          ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
