// fuseboard keys revoke   Takes an evaluation key out of use. It cannot be taken back, so it asks.

import { ok } from '../../../domain/result.ts'
import { revokeKey } from '../../api/keys.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'

export const keysRevokeCommand = defineCommand({
  name: 'keys revoke',
  topic: 'Access',
  summary: 'take an evaluation key out of use',
  usage: 'ID [--yes]',
  about: `Evaluators refuse it as soon as they hold the revision that says so.
Asks, since it is for good; --yes does not ask, and is needed where nobody can be asked. Needs the admin scope.`,
  options: { yes: { type: 'boolean', about: 'do not ask' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const id = positionals[0]!
    const risk = 'Whoever uses it is refused from then on, for good.'
    const sure = await confirm(`Revoke ${printable(id)}? ${risk}`, risk, options.yes, terminal)
    if (!sure.ok) return sure
    const connection = await connect(call)
    if (!connection.ok) return connection
    const revoked = await revokeKey(connection.value.api, id)
    if (!revoked.ok) return revoked
    const text = `Revoked ${printable(id)}. Evaluators refuse it with their next refresh.`
    return ok({ exitCode: exitCodes.ok, text, json: { revoked: id } })
  },
})
