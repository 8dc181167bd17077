// fuseboard revisions show   One revision: who made it and why, and the flags as they were.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable, printableLines } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const revisionsShowCommand = defineCommand({
  name: 'revisions show',
  topic: 'Revisions',
  summary: 'show one revision and its flags',
  usage: 'REVISION',
  about: 'REVISION is a number, a hash, or at least 8 characters of the hash’s beginning. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const shown = await connection.value.api.revision(call.positionals[0]!)
    if (!shown.ok) return shown
    const { revision, number, at, by, reason, document } = shown.value
    const { style } = call.terminal
    const text = [
      style.bold(`Revision ${number}  ${printable(revision)}`),
      `made ${printable(at)} by ${printable(by)}${reason ? `: ${printable(reason)}` : ''}`,
      '',
      printableLines(JSON.stringify(document, null, 2)),
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: shown.value })
  },
})
