// fuseboard audit   Who did what, newest first.

import { ok } from '../../../domain/result.ts'
import { listAudit } from '../../api/audit.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount, parseMoment } from '../../arguments/parse-options.ts'
import { renderAuditTable } from '../../audit/render-audit.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'

export const auditListCommand = defineCommand({
  name: 'audit',
  alias: 'audit list',
  topic: 'Audit',
  summary: 'list who did what',
  usage: '[--actor NAME] [--action NAME] [--subject TEXT] [--from TIME] [--to TIME] [--limit N]',
  about: 'Newest first. Times are in UTC unless they name a zone. Needs the read scope.',
  options: {
    actor: { type: 'string', value: 'NAME', about: 'who did it' },
    action: { type: 'string', value: 'NAME', about: 'what was done' },
    subject: { type: 'string', value: 'TEXT', about: 'to what' },
    from: { type: 'string', value: 'TIME', about: 'not before this' },
    to: { type: 'string', value: 'TIME', about: 'not after this' },
    limit: { type: 'string', value: 'N', about: 'how many, 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const from = parseMoment('from', options.from)
    if (!from.ok) return from
    const to = parseMoment('to', options.to)
    if (!to.ok) return to
    const { actor, action, subject } = options
    const given = { actor, action, subject, from: from.value, to: to.value }
    const filter = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
    )
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listAudit(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const lines = [
      ...(items.length === 0 ? ['Nothing fits.'] : [renderAuditTable(items, terminal.style), '']),
      ...(next === undefined ? [] : [`There are older ones: --limit ${limit.value * 5}`]),
      'Next: fuseboard audit verify walks the chain of hashes; --json shows the whole of each row',
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
