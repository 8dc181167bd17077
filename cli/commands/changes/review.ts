// fuseboard changes review   Lets a change stay that broke the glass; without it, it is taken back at the end of its time.

import { ok } from '../../../domain/result.ts'
import { reviewChange } from '../../api/changes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const changesReviewCommand = defineCommand({
  name: 'changes review',
  topic: 'Changes',
  summary: 'let a change stay that broke the glass',
  usage: 'ID [--reason TEXT]',
  about: `It applied at once, and is taken back by itself unless somebody reviews it in time: somebody with another token than
its author's. fuseboard changes show ID shows what it does. Needs the write scope.`,
  options: { reason: { type: 'string', value: 'TEXT', about: 'what you want to say about it' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const reason = options.reason?.trim() || undefined
    const change = await reviewChange(connection.value.api, positionals[0]!, reason)
    if (!change.ok) return change
    const { id, by } = change.value
    const text = `Reviewed: change ${printable(id)} of ${printable(by)} stays.`
    return ok({ exitCode: exitCodes.ok, text, json: change.value })
  },
})
