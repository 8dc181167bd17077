// fuseboard hotfix list   Hotfixes, newest first.

import { hotfixStatuses } from '../../../domain/hotfix/hotfix.ts'
import { ok } from '../../../domain/result.ts'
import { listHotfixes } from '../../api/hotfixes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderHotfixTable } from '../../hotfix/render-hotfix.ts'
import { connect } from '../../session/connect.ts'

export const hotfixListCommand = defineCommand({
  name: 'hotfix list',
  topic: 'Hotfixes',
  summary: 'list hotfixes, newest first',
  usage: '[--incident ID] [--status WORD] [--limit N]',
  about: 'Needs the read scope.',
  options: {
    incident: { type: 'string', value: 'ID', about: 'only those of this incident' },
    status: { type: 'string', value: 'WORD', about: hotfixStatuses.join(', ') },
    limit: { type: 'string', value: 'N', about: 'how many to list; 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const status = parseChoice('status', options.status, hotfixStatuses)
    if (!status.ok) return status
    const connection = await connect(call)
    if (!connection.ok) return connection
    const filter = {
      ...(options.incident !== undefined && { incident: options.incident }),
      ...(status.value !== undefined && { status: status.value }),
    }
    const list = await listHotfixes(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const more = next === undefined ? '' : '; there are more: --limit N'
    const text =
      items.length === 0
        ? 'There is no such hotfix.\nNext: fuseboard hotfix open INCIDENT'
        : `${renderHotfixTable(items, clock.now(), terminal.style)}\n\n${items.length} ${items.length === 1 ? 'hotfix' : 'hotfixes'}${more}\nNext: fuseboard hotfix status ID shows one`
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
