// fuseboard ledger   Everything that changed in production, newest first: the first question when something breaks.

import { ok } from '../../domain/result.ts'
import { ledgerKinds } from '../../protocol/admin-deployment.ts'
import { listLedger } from '../api/deployments.ts'
import { defineCommand } from '../arguments/command.ts'
import { parseChoice, parseCount, parseSpan } from '../arguments/parse-options.ts'
import { renderLedger } from '../deployments/render-deployments.ts'
import { exitCodes } from '../exit-code.ts'
import { connect } from '../session/connect.ts'

export const ledgerCommand = defineCommand({
  name: 'ledger',
  topic: 'Deployments',
  summary: 'list everything that changed: flags, rollouts, deployments, kills, configuration',
  usage: '[--since SPAN] [--system ID] [--kind KIND] [--by NAME] [--limit N]',
  about: `Newest first; ▲ marks what raised somebody's exposure. A span is a number with s, m, h or d. Needs the read scope.`,
  options: {
    since: { type: 'string', value: 'SPAN', about: 'how far back, such as 1h; all of it if not said' },
    system: { type: 'string', value: 'ID', about: 'of this system; a kill of everything too' },
    kind: { type: 'string', value: 'KIND', about: ledgerKinds.join(', ') },
    by: { type: 'string', value: 'NAME', about: 'who did it' },
    limit: { type: 'string', value: 'N', about: 'how many; 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const kind = parseChoice('kind', options.kind, ledgerKinds)
    if (!kind.ok) return kind
    const span = parseSpan('since', options.since)
    if (!span.ok) return span
    const from = span.value === undefined ? undefined : new Date(clock.now() - span.value).toISOString()
    const given = { from, system: options.system, kind: kind.value, by: options.by }
    const filter = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
    )
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listLedger(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const lines = [
      items.length === 0 ? 'Nothing has changed.' : renderLedger(items, clock.now(), terminal.style),
      '',
      ...(next === undefined ? [] : [`There are older ones: --limit ${limit.value * 5}`]),
      'Next: fuseboard flags history KEY, rollout status ID, deployments show ID, or audit shows more of one',
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
