// fuseboard changes   What waits for a second person, and what broke the glass.

import { ok } from '../../../domain/result.ts'
import { listChanges } from '../../api/changes.ts'
import { changeKinds, changeStatuses } from '../../api/writes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { countChanges, renderChangeTable } from '../../changes/render-change.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'

export const changesListCommand = defineCommand({
  name: 'changes',
  alias: 'changes list',
  topic: 'Changes',
  summary: 'list what waits for a second person, and what broke the glass',
  usage: '[--status STATUS] [--kind KIND] [--by NAME] [--limit N]',
  about: 'Newest first. Needs the read scope.',
  options: {
    status: { type: 'string', value: 'STATUS', about: changeStatuses.join(', ') },
    kind: { type: 'string', value: 'KIND', about: changeKinds.join(' or ') },
    by: { type: 'string', value: 'NAME', about: 'who wants it' },
    limit: { type: 'string', value: 'N', about: 'how many, 20 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, clock, terminal } = call
    const status = parseChoice('status', options.status, changeStatuses)
    if (!status.ok) return status
    const kind = parseChoice('kind', options.kind, changeKinds)
    if (!kind.ok) return kind
    const limit = parseCount('limit', options.limit, 20)
    if (!limit.ok) return limit
    const filter = {
      ...(status.value && { status: status.value }),
      ...(kind.value && { kind: kind.value }),
      ...(options.by && { by: options.by }),
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listChanges(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const lines =
      items.length === 0
        ? ['No change fits.']
        : [
            renderChangeTable(items, clock.now(), terminal.style),
            '',
            countChanges(items),
            ...(next === undefined ? [] : [`There are older ones: --limit ${limit.value * 5}`]),
            'Next: fuseboard changes show ID shows what one does, and to whom',
          ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})
