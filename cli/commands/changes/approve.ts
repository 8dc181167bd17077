// fuseboard changes approve   The second person's yes: applies a change that waits. Shows it first, and asks.

import { ok } from '../../../domain/result.ts'
import { approveChange, getChange } from '../../api/changes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderChange } from '../../changes/render-change.ts'
import { renderWrite } from '../../changes/render-write.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'

export const changesApproveCommand = defineCommand({
  name: 'changes approve',
  topic: 'Changes',
  summary: 'apply a change that waits for a second person',
  usage: 'ID [--reason TEXT] [--yes]',
  about: `Shows what it does and asks; --yes does not ask, and is needed where nobody can be asked. Nobody approves a change of
their own: it takes another token than its author's. Needs the write scope, and the read scope.`,
  options: {
    reason: { type: 'string', value: 'TEXT', about: 'what you want to say about it' },
    yes: { type: 'boolean', about: 'do not ask' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const id = positionals[0]!
    const risk = 'Somebody may gain a feature by this.'
    if (!options.yes && terminal.prompter === null) {
      return usageFailure(`${risk} Nobody can be asked here.`, 'If you are sure: --yes.')
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const change = await getChange(api, id)
    if (!change.ok) return change
    terminal.note(renderChange(change.value, terminal.noteStyle))
    const sure = await confirm('Approve this?', risk, options.yes, terminal)
    if (!sure.ok) return sure
    const answer = await approveChange(api, id, options.reason?.trim() || undefined)
    if (!answer.ok) return answer
    const text = renderWrite(answer.value, `Approved change ${printable(id)}`, terminal.style, 'fuseboard status')
    return ok({ exitCode: exitCodes.ok, text, json: answer.value })
  },
})
