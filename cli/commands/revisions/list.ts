// fuseboard revisions   What was published when, by whom and why.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderAge } from '../../output/moment.ts'
import { renderTable } from '../../output/table.ts'
import { connect } from '../../session/connect.ts'

export const revisionsListCommand = defineCommand({
  name: 'revisions',
  alias: 'revisions list',
  topic: 'Revisions',
  summary: 'list the revisions of the flags, newest first',
  usage: '[--limit N]',
  about: `Every change of the flags makes a revision. Needs the read scope.
A revision is named by its number, its hash, or at least 8 characters of the hash's beginning.`,
  options: { limit: { type: 'string', value: 'N', about: 'how many, 20 if not said' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, clock, terminal } = call
    const limit = parseCount('limit', options.limit, 20)
    if (!limit.ok) return limit
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await connection.value.api.revisions(limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const rows = items.map(({ number, revision, at, by, flags, changed, reason }) => [
      String(number),
      revision.slice(0, 12),
      renderAge(at, clock.now()),
      by,
      String(flags),
      String(changed),
      reason,
    ])
    const table = renderTable(['NUMBER', 'REVISION', 'MADE', 'BY', 'FLAGS', 'CHANGED', 'REASON'], rows, terminal.style)
    const lines =
      items.length === 0
        ? ['There is no revision yet.']
        : [
            table,
            '',
            ...(next ? [`There are older ones: --limit ${limit.value * 5}`] : []),
            'Next: fuseboard revisions diff NUMBER shows what one changed, fuseboard revisions rollback NUMBER goes back to it',
          ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
