// fuseboard keys   Who may ask the evaluators.

import { ok } from '../../../domain/result.ts'
import { listKeys } from '../../api/keys.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderKeyTable } from '../../keys/render-tables.ts'
import { connect } from '../../session/connect.ts'

export const keysListCommand = defineCommand({
  name: 'keys',
  alias: 'keys list',
  topic: 'Access',
  summary: 'list the evaluation keys',
  usage: '',
  about: 'All that were ever made, with what became of them. Needs the admin scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { clock, terminal } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listKeys(connection.value.api)
    if (!list.ok) return list
    const { items } = list.value
    const lines =
      items.length === 0
        ? ['There is none yet.', 'Next: fuseboard keys create NAME --kind server|client|telemetry']
        : [
            renderKeyTable(items, clock.now(), terminal.style),
            '',
            'Next: fuseboard keys revoke ID takes one out of use',
          ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
