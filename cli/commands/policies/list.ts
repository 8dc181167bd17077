// fuseboard policies   What rollouts are judged by.

import { ok } from '../../../domain/result.ts'
import { listPolicies } from '../../api/rollouts.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderPolicyTable } from '../../rollouts/render-policies.ts'
import { connect } from '../../session/connect.ts'

export const policiesListCommand = defineCommand({
  name: 'policies',
  alias: 'policies list',
  topic: 'Rollouts',
  summary: 'list what rollouts are judged by',
  usage: '',
  about: 'The policies that a rollout can start with, their stages and the least time they take. Needs the read scope.',
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const policies = await listPolicies(connection.value.api)
    if (!policies.ok) return policies
    const text = `${renderPolicyTable(policies.value, call.terminal.style)}\n\nNext: fuseboard policies show NAME, fuseboard rollout start FLAG --policy NAME`
    return ok({ exitCode: exitCodes.ok, text, json: { items: policies.value } })
  },
})
