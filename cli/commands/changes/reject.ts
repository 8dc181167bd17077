// fuseboard changes reject   The second person's no; by its author, taking it back.

import { ok } from '../../../domain/result.ts'
import { rejectChange } from '../../api/changes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'

export const changesRejectCommand = defineCommand({
  name: 'changes reject',
  topic: 'Changes',
  summary: 'refuse a change that waits, or take your own back',
  usage: 'ID --reason TEXT',
  about: 'Nothing is applied, and the change is closed. Needs the write scope.',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for its author' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const change = await rejectChange(connection.value.api, positionals[0]!, reason.value)
    if (!change.ok) return change
    const { id, status, by } = change.value
    const what = status === 'withdrawn' ? 'Taken back' : 'Rejected'
    const text = `${what}: change ${printable(id)} of ${printable(by)}. Nothing was applied.`
    return ok({ exitCode: exitCodes.ok, text, json: change.value })
  },
})
