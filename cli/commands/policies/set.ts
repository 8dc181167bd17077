// fuseboard policies set   Declares a policy. One that has started a rollout never changes: the same name with another content
// is another policy, and old rollouts keep theirs.

import { isJsonObject } from '../../../domain/json.ts'
import { renderProblem } from '../../../domain/problem.ts'
import { fail, ok } from '../../../domain/result.ts'
import { parsePolicy } from '../../../domain/rollout/parse-policy.ts'
import { addPolicy } from '../../api/rollouts.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { printable } from '../../output/printable.ts'
import { renderPolicy } from '../../rollouts/render-policies.ts'
import { connect } from '../../session/connect.ts'
import { readInput } from '../../session/read-input.ts'

export const policiesSetCommand = defineCommand({
  name: 'policies set',
  topic: 'Rollouts',
  summary: 'declare a policy of your own',
  usage: '--file FILE',
  about: `Rollouts that start from now on with its name are judged by it; those that run keep the one they started with. JSON or
YAML; - reads stdin. fuseboard policies show default --json is one to begin from. Needs the rollout scope.`,
  options: { file: { type: 'string', value: 'FILE', about: 'the policy' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { file } = call.options
    if (file === undefined) return usageFailure('A policy is missing.', 'Give one: --file FILE, or --file - for stdin.')
    const input = await readInput(call, file)
    if (!input.ok) return input
    const policy = parsePolicy(policyOf(input.value))
    if (!policy.ok) {
      const details = policy.error.map(renderProblem)
      return fail({ exitCode: exitCodes.usage, message: 'This is no policy; nothing was sent.', details })
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const added = await addPolicy(connection.value.api, policy.value)
    if (!added.ok) return added
    const next = `Next: fuseboard rollout start FLAG --policy ${printable(added.value.name)}`
    const text = `${renderPolicy(added.value, call.terminal.style)}\n\n${next}`
    return ok({ exitCode: exitCodes.ok, text, json: added.value })
  },
})

/** Of what `policies show --json` printed, the policy: so that it can be edited and sent back. */
const policyOf = (input: unknown): unknown =>
  isJsonObject(input) && Object.hasOwn(input, 'policy') && Object.hasOwn(input, 'hash') ? input.policy : input
