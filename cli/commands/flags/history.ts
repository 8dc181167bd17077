// fuseboard flags history   What happened to one flag, and why.

import { ok } from '../../../domain/result.ts'
import { flagHistory } from '../../api/flags.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderHistory } from '../../flags/render-history.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'

export const flagsHistoryCommand = defineCommand({
  name: 'flags history',
  topic: 'Flags',
  summary: 'show what changed in a flag, when, by whom and why',
  usage: 'KEY [--limit N]',
  about: 'Newest first, each with its lines. Archived flags have their history too. Needs the read scope.',
  options: { limit: { type: 'string', value: 'N', about: 'how many changes, 20 if not said' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, clock, terminal } = call
    const key = positionals[0]!
    const limit = parseCount('limit', options.limit, 20)
    if (!limit.ok) return limit
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const history = await nameNearestFlag(api, key, await flagHistory(api, key, limit.value))
    if (!history.ok) return history
    const { items, next } = history.value
    const text = [
      ...(items.length === 0
        ? [`Nothing ever happened to ${printable(key)}.`]
        : [renderHistory(items, clock.now(), terminal.style), '']),
      ...(next === undefined ? [] : [`There is more: --limit ${limit.value * 5}`]),
      'Next: fuseboard revisions diff NUMBER shows all that one revision changed',
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: history.value })
  },
})
