// fuseboard rollout start   Shows what is about to happen and what could be seen of harm, asks, and starts it.

import { ok } from '../../../domain/result.ts'
import { getFlag } from '../../api/flags.ts'
import { listPolicies, startRollout } from '../../api/rollouts.ts'
import { isLoopback } from '../../api/unreachable.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { targetArguments } from '../../kills/target.ts'
import { printable } from '../../output/printable.ts'
import { choosePolicy } from '../../rollouts/choose-policy.ts'
import { parseProbeOptions } from '../../rollouts/parse-probe-option.ts'
import { type Plan, renderPlan } from '../../rollouts/render-plan.ts'
import { renderForecast, renderRollout } from '../../rollouts/render-rollout.ts'
import { askReason } from '../../session/ask-reason.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'
import { nameNearestFlag } from '../../session/name-nearest.ts'

export const rolloutStartCommand = defineCommand({
  name: 'rollout start',
  topic: 'Rollouts',
  summary: 'give a flag to more and more users, for as long as nothing speaks against it',
  usage: 'FLAG [--variant NAME] [--policy NAME] [--reason TEXT] [--probe TEXT…] [--supersede] [--yes]',
  about: `Shows the stages of the policy and what could be detected in each, asks, and starts with the first one. From then on
only the criteria of the policy raise the exposure; people may pause, revert and kill. Needs the read and rollout scopes.
A probe is asked every 30 s while the rollout runs, and fails its stage with the third wrong answer in a row:
--probe 'GET https://shop.example/health 200 ok' wants the status 200 and a body that contains ok.`,
  options: {
    variant: { type: 'string', value: 'NAME', about: 'what they get; on if not said' },
    policy: { type: 'string', value: 'NAME', about: 'default, hotfix, or one of your own; default if not said' },
    reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' },
    probe: {
      type: 'string',
      multiple: true,
      value: 'TEXT',
      about: "'[METHOD] URL [STATUS [TEXT]]'; may stand several times",
    },
    supersede: { type: 'boolean', about: 'end the running rollout of the flag, and begin again with the first stage' },
    yes: { type: 'boolean', about: 'do not ask' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const flag = positionals[0]!
    const { variant = 'on', policy: policyName = 'default' } = options
    // Any loopback for now, so that what is wrong otherwise is said before anybody is asked anything.
    const words = parseProbeOptions(options.probe ?? [], true)
    if (!words.ok) return words
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api, instance } = connection.value
    const probes = parseProbeOptions(options.probe ?? [], isLoopback(instance.base))
    if (!probes.ok) return probes
    const [policies, record] = await Promise.all([listPolicies(api), getFlag(api, flag)])
    if (!policies.ok) return policies
    const found = await nameNearestFlag(api, flag, record)
    if (!found.ok) return found
    const policy = choosePolicy(policies.value, policyName)
    if (!policy.ok) return policy
    const { served, killedBy } = found.value
    const plan: Plan = { flag, variant, policy: policy.value.policy, served, killedBy, probes: probes.value }
    terminal.note(renderPlan(plan, terminal.noteStyle))
    const sure = await confirm('Start it?', 'Users will get the variant.', options.yes, terminal)
    if (!sure.ok) return sure
    const started = await startRollout(api, {
      flag,
      variant,
      policy: policyName,
      reason: reason.value,
      ...(probes.value.length > 0 && { probes: probes.value }),
      ...(options.supersede && { supersede: true }),
    })
    if (!started.ok) return started
    const word = targetArguments({ flag })
    const next =
      started.value.status === 'draft'
        ? `Nothing has changed yet. Somebody else lets it begin: fuseboard rollout resume ${printable(started.value.id)} --reason TEXT`
        : `Next: fuseboard rollout watch ${word}, or fuseboard rollout kill ${word} --reason TEXT`
    const blocks = [renderRollout(started.value, clock.now(), terminal.style), ...renderForecast(started.value), next]
    return ok({ exitCode: exitCodes.ok, text: blocks.join('\n\n'), json: started.value })
  },
})
