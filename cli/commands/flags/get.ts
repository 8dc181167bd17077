// fuseboard flags get   One flag: its settings, its rule, what it served, and whether it is killed or stale.

import { ok } from '../../../domain/result.ts'
import { getFlag } from '../../api/flags.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderFlag } from '../../flags/render-flag.ts'
import { targetArguments } from '../../kills/target.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'

export const flagsGetCommand = defineCommand({
  name: 'flags get',
  topic: 'Flags',
  summary: 'show one flag',
  usage: 'KEY',
  about: 'Its settings, rule and segments, the kills that cut it, what it served, its drills. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { clock, terminal, positionals } = call
    const key = positionals[0]!
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const flag = await nameNearestFlag(api, key, await getFlag(api, key))
    if (!flag.ok) return flag
    const word = targetArguments({ flag: key })
    const next = `Next: fuseboard flags set ${word} NAME=VALUE, fuseboard flags history ${word}, fuseboard flags explain ${word}`
    const text = `${renderFlag(flag.value, clock.now(), terminal.style)}\n\n${next}`
    return ok({ exitCode: exitCodes.ok, text, json: flag.value })
  },
})
