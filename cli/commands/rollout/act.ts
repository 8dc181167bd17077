// fuseboard rollout pause, resume, revert, kill   What people may do to a running rollout. None of them raises exposure.

import { ok } from '../../../domain/result.ts'
import { actOnRollout, type RolloutAct } from '../../api/rollouts.ts'
import { type Command, defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { findOpen } from '../../rollouts/find-rollout.ts'
import { renderRollout } from '../../rollouts/render-rollout.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'

interface Act {
  readonly act: RolloutAct
  readonly summary: string
  readonly about: string
}

const options = { reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } } as const

const actCommand = ({ act, summary, about }: Act): Command =>
  defineCommand({
    name: `rollout ${act}`,
    topic: 'Rollouts',
    summary,
    usage: '(FLAG | ID) --reason TEXT',
    about,
    options,
    positionals: { least: 1, most: 1 },

    async run(call) {
      const { positionals, terminal, clock } = call
      const reason = await askReason(call.options.reason, terminal)
      if (!reason.ok) return reason
      const connection = await connect(call)
      if (!connection.ok) return connection
      const { api } = connection.value
      const open = await findOpen(api, positionals[0]!)
      if (!open.ok) return open
      const done = await actOnRollout(api, open.value.id, act, reason.value)
      if (!done.ok) return done
      const text = renderRollout(done.value, clock.now(), terminal.style)
      return ok({ exitCode: exitCodes.ok, text, json: done.value })
    },
  }) as Command

export const rolloutPauseCommand = actCommand({
  act: 'pause',
  summary: 'stop its clock; who is in stays in',
  about: `A pause never counts towards the least duration of a stage. Harm that is proven while it is paused takes it back all
the same. Needs the read scope, and the kill or rollout scope.`,
})

export const rolloutResumeCommand = actCommand({
  act: 'resume',
  summary: 'let a paused one go on, or a draft of somebody else begin',
  about: `A rollout of a flag with approval waits as a draft until another person resumes it. Needs the read and rollout
scopes.`,
})

export const rolloutRevertCommand = actCommand({
  act: 'revert',
  summary: 'take it back a stage, within seconds',
  about: `From the first stage it takes the flag off for everybody and ends the rollout. The stage it goes back to begins again,
with a new clock and new evidence. Needs the read scope, and the kill or rollout scope.`,
})

export const rolloutKillCommand = actCommand({
  act: 'kill',
  summary: 'end it with the flag off for everybody, within seconds',
  about: `Its flag is killed, and answers off until a rollout starts again or somebody lifts the kill. Needs the read scope, and
the kill or rollout scope.`,
})
