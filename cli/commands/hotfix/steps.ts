// fuseboard hotfix status, approve, roll, abandon, task   Looking at one hotfix, and the steps that take a word or two.

import { ok, type Result } from '../../../domain/result.ts'
import type { AdminApi, Answer } from '../../api/admin-api.ts'
import { abandonHotfix, approveHotfix, getHotfix, type Hotfix, rollHotfix, tickTask } from '../../api/hotfixes.ts'
import { type Call, defineCommand, type OptionSpecs } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import type { Failure } from '../../failure.ts'
import { renderHotfix } from '../../hotfix/render-hotfix.ts'
import { askReason } from '../../session/ask-reason.ts'
import { confirm } from '../../session/confirm.ts'
import { connect } from '../../session/connect.ts'

async function show<O extends OptionSpecs>(call: Call<O>, ask: (api: AdminApi) => Answer<Hotfix>) {
  const connection = await connect(call)
  if (!connection.ok) return connection
  const answer = await ask(connection.value.api)
  if (!answer.ok) return answer
  const text = renderHotfix(answer.value, call.clock.now(), call.terminal.style)
  return ok({ exitCode: exitCodes.ok, text, json: answer.value })
}

const one = { least: 1, most: 1 } as const

export const hotfixStatusCommand = defineCommand({
  name: 'hotfix status',
  topic: 'Hotfixes',
  summary: 'show one hotfix, and what is missing before its next step',
  usage: 'ID',
  about: 'Needs the read scope.',
  options: {},
  positionals: one,
  run: (call) => show(call, (api) => getHotfix(api, call.positionals[0]!)),
})

export const hotfixApproveCommand = defineCommand({
  name: 'hotfix approve',
  topic: 'Hotfixes',
  summary: 'give the one approval, as somebody else than the author',
  usage: 'ID',
  about: `Once its suite has passed. What counts is the token: the author's own is refused. A change afterwards has to be approved
anew. Needs the incident scope.`,
  options: {},
  positionals: one,
  run: (call) => show(call, (api) => approveHotfix(api, call.positionals[0]!)),
})

export const hotfixRollCommand = defineCommand({
  name: 'hotfix roll',
  topic: 'Hotfixes',
  summary: 'ship it: start the guarded rollout of its flag under the hotfix policy',
  usage: 'ID [--variant NAME] [--yes]',
  about: `There is no other way to ship one. The rollout lifts the flag's own kill as it begins, and takes it back where its criteria
fail; then the incident has to be contained anew before the next. Needs the scopes incident and rollout.`,
  options: {
    variant: { type: 'string', value: 'NAME', about: 'what users get; on if not said' },
    yes: { type: 'boolean', about: 'do not ask' },
  },
  positionals: one,

  async run(call) {
    const { positionals, options, terminal } = call
    const id = positionals[0]!
    const sure = await confirm(`Roll ${id} out?`, 'Users will get the hotfix.', options.yes, terminal)
    if (!sure.ok) return sure
    return show(call, (api) => rollHotfix(api, id, options.variant ?? 'on'))
  },
})

export const hotfixAbandonCommand = defineCommand({
  name: 'hotfix abandon',
  topic: 'Hotfixes',
  summary: 'give a hotfix up, before it rolls',
  usage: 'ID --reason TEXT',
  about: 'One that rolls ends with its rollout: fuseboard rollout kill. Needs the incident scope.',
  options: { reason: { type: 'string', value: 'TEXT', about: 'why, for whoever reads the timeline' } },
  positionals: one,

  async run(call) {
    const reason = await askReason(call.options.reason, call.terminal)
    if (!reason.ok) return reason
    return show(call, (api) => abandonHotfix(api, call.positionals[0]!, reason.value))
  },
})

export const hotfixTaskCommand = defineCommand({
  name: 'hotfix task',
  topic: 'Hotfixes',
  summary: 'tick a task of a hotfix',
  usage: 'ID NUMBER [--undo]',
  about: 'Tasks count from 1, as fuseboard hotfix status shows them. Needs the incident scope.',
  options: { undo: { type: 'boolean', about: 'take the tick away' } },
  positionals: { least: 2, most: 2 },

  async run(call) {
    const [id, word] = call.positionals
    const number: Result<number, Failure> = parseCount('task', word, 1, 9_999)
    if (!number.ok) return number
    return show(call, (api) => tickTask(api, id!, number.value, call.options.undo !== true))
  },
})
