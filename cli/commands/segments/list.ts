// fuseboard segments   The named audiences, and how many flags each decides.

import { ok } from '../../../domain/result.ts'
import { listSegments } from '../../api/segments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderTable } from '../../output/table.ts'
import { connect } from '../../session/connect.ts'

export const segmentsListCommand = defineCommand({
  name: 'segments',
  alias: 'segments list',
  topic: 'Systems and segments',
  summary: 'list the named audiences, and the flags that use them',
  usage: '[--limit N]',
  about: 'A segment is an entry of the document’s $evaluators: flags refer to it by its name. Needs the read scope.',
  options: { limit: { type: 'string', value: 'N', about: 'how many, 100 if not said' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const limit = parseCount('limit', call.options.limit, 100)
    if (!limit.ok) return limit
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listSegments(connection.value.api, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const rows = items.map(({ name, usedBy, usedByCount, rule }) => [
      name,
      String(usedByCount),
      usedBy.join(', '),
      JSON.stringify(rule) ?? '',
    ])
    const lines =
      items.length === 0
        ? ['There is no segment yet.', 'Next: fuseboard segments set NAME --file FILE']
        : [
            renderTable(['SEGMENT', 'FLAGS', 'USED BY', 'RULE'], rows, call.terminal.style),
            '',
            ...(next === undefined ? [] : [`There are more: --limit ${limit.value * 5}`]),
            'Next: fuseboard segments get NAME shows one',
          ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
