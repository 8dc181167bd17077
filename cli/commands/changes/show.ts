// fuseboard changes show   What one change does, flag by flag, and what became of it.

import { ok } from '../../../domain/result.ts'
import { getChange } from '../../api/changes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { renderChange, renderNextSteps } from '../../changes/render-change.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'

export const changesShowCommand = defineCommand({
  name: 'changes show',
  topic: 'Changes',
  summary: 'show one change: what it does to which flag, and to whom',
  usage: 'ID',
  about: 'The lines and the exposure are those of the moment when it was made. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const change = await getChange(connection.value.api, call.positionals[0]!)
    if (!change.ok) return change
    const next = renderNextSteps(change.value)
    const text = [renderChange(change.value, call.terminal.style), ...(next.length > 0 ? ['', ...next] : [])].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: change.value })
  },
})
