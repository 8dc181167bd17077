// fuseboard flags archive   Takes a flag out of the document, and keeps it to be put back.

import { ok } from '../../../domain/result.ts'
import { archiveFlag, getFlag } from '../../api/flags.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import { targetArguments } from '../../kills/target.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'

export const flagsArchiveCommand = defineCommand({
  name: 'flags archive',
  topic: 'Flags',
  summary: 'take a flag out, and keep it',
  usage: 'KEY --reason TEXT',
  about: `Refused while the flag was evaluated within the last seven days: code still asks for it.
An archived key is not used again; flags restore puts the flag back. Needs the write scope.`,
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const key = positionals[0]!
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const flag = await nameNearestFlag(api, key, await getFlag(api, key))
    if (!flag.ok) return flag
    const answer = await archiveFlag(api, key, flag.value.etag, { reason: reason.value })
    if (!answer.ok) return answer
    const next = `to put it back: fuseboard flags restore ${targetArguments({ flag: key })} --reason TEXT`
    const text = renderWrite(answer.value, `Archived ${printable(key)}`, terminal.style, next)
    return ok({ exitCode: exitCodes.ok, text, json: answer.value })
  },
})
