// fuseboard audit verify   Whether the audit log is whole: each row carries the hash of the one before.

import { ok } from '../../../domain/result.ts'
import { verifyAudit } from '../../api/audit.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

export const auditVerifyCommand = defineCommand({
  name: 'audit verify',
  topic: 'Audit',
  summary: 'check that nothing in the audit log was changed or taken out',
  usage: '',
  about: `Walks the chain of hashes from the first row to the last. A broken chain makes the exit code ${exitCodes.failed}.
Needs the read scope.`,
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { style } = call.terminal
    const connection = await connect(call)
    if (!connection.ok) return connection
    const verdict = await verifyAudit(connection.value.api)
    if (!verdict.ok) return verdict
    const { ok: whole, checked, brokenAt } = verdict.value
    const text = whole
      ? style.green(`The audit log is whole: ${plural(checked, 'row')} checked.`)
      : [
          style.red(
            `The audit log is broken${brokenAt === undefined ? '' : ` at row ${brokenAt}`}: ${plural(checked, 'row')} checked.`,
          ),
          'From that row on it proves nothing. Compare it with a backup of the admin worker’s database.',
        ].join('\n')
    return ok({ exitCode: whole ? exitCodes.ok : exitCodes.failed, text, json: verdict.value })
  },
})
