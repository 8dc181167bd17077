// fuseboard policies show   One policy: its stages and their criteria.

import { ok } from '../../../domain/result.ts'
import { listPolicies } from '../../api/rollouts.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { choosePolicy } from '../../rollouts/choose-policy.ts'
import { renderPolicy } from '../../rollouts/render-policies.ts'
import { connect } from '../../session/connect.ts'

export const policiesShowCommand = defineCommand({
  name: 'policies show',
  topic: 'Rollouts',
  summary: 'show one policy',
  usage: 'NAME',
  about: 'Its stages, how long each lasts at least, and what has to hold in it. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const policies = await listPolicies(connection.value.api)
    if (!policies.ok) return policies
    const policy = choosePolicy(policies.value, call.positionals[0]!)
    if (!policy.ok) return policy
    return ok({ exitCode: exitCodes.ok, text: renderPolicy(policy.value, call.terminal.style), json: policy.value })
  },
})
