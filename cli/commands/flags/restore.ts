// fuseboard flags restore   Puts an archived flag back as it was. Somebody may gain it by that, so it asks.

import { ok } from '../../../domain/result.ts'
import { restoreFlag } from '../../api/flags.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import { targetArguments } from '../../kills/target.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'
import { parseWriteOptions, writeOptionSpecs } from '../../session/write-options.ts'

export const flagsRestoreCommand = defineCommand({
  name: 'flags restore',
  topic: 'Flags',
  summary: 'put an archived flag back',
  usage: 'KEY --reason TEXT [--yes]',
  about: `Puts it back as it was when it was archived. Asks, since somebody may gain it by that; --yes does not ask, and is
needed where nobody can be asked. Needs the write scope.`,
  options: writeOptionSpecs,
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const key = positionals[0]!
    const write = parseWriteOptions(options)
    if (!write.ok) return write
    const risk = 'Somebody may gain the feature by this.'
    const sure = await confirm(`Put ${printable(key)} back as it was?`, risk, options.yes, terminal)
    if (!sure.ok) return sure
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const restored = await restoreFlag(api, key, { ...write.value, reason: reason.value })
    const answer = await nameNearestFlag(api, key, restored, true)
    if (!answer.ok) return answer
    const next = `fuseboard flags get ${targetArguments({ flag: key })}`
    const text = renderWrite(answer.value, `Restored ${printable(key)}`, terminal.style, next)
    return ok({ exitCode: exitCodes.ok, text, json: answer.value })
  },
})
