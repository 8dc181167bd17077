// fuseboard deployments rollback, abandon   Takes back what went live, or gives up what was announced.

import { ok } from '../../../domain/result.ts'
import { abandonDeployment, type RolledBackDeployment, rollBackDeployment } from '../../api/deployments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { explainRefusal } from '../../deployments/explain-refusal.ts'
import { renderDeployment } from '../../deployments/render-deployments.ts'
import { exitCodes } from '../../exit-code.ts'
import { printable } from '../../output/printable.ts'
import { askReason } from '../../session/ask-reason.ts'
import { connect } from '../../session/connect.ts'

const reasonOption = { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } as const
const remedy = 'fuseboard deployments lists what runs.'

export const deploymentsRollbackCommand = defineCommand({
  name: 'deployments rollback',
  topic: 'Deployments',
  summary: 'call the hook that takes a deployment back',
  usage: 'ID --reason TEXT [--done]',
  about: `Where no hook takes it back somebody is paged, the deployment stays live, and the exit code is ${exitCodes.warned}. --done says that it was
rolled back already: it is noted, and nobody is called. Needs the incident scope.`,
  options: { reason: reasonOption, done: { type: 'boolean', about: 'it was rolled back already; call nobody' } },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const sent = await rollBackDeployment(api, positionals[0]!, reason.value, options.done === true)
    const told = explainRefusal(sent, remedy)
    if (!told.ok) return told
    const isBack = told.value.status === 'rolled-back'
    const text = `${renderDeployment(told.value, clock.now(), terminal.style)}\n${nextOf(told.value, isBack)}`
    return ok({ exitCode: isBack ? exitCodes.ok : exitCodes.warned, text, json: told.value })
  },
})

function nextOf({ id, rollback }: RolledBackDeployment, isBack: boolean): string {
  const { called, channel = '', why = '' } = rollback
  if (called) return printable(`Called ${channel}. Next: fuseboard deployments shows what runs`)
  if (isBack) return printable(`Noted: ${why}.`)
  return printable(
    `NOT rolled back: ${why}. Roll it back by hand, then: fuseboard deployments rollback ${id} --done --reason TEXT`,
  )
}

export const deploymentsAbandonCommand = defineCommand({
  name: 'deployments abandon',
  topic: 'Deployments',
  summary: 'give up what was announced',
  usage: 'ID --reason TEXT',
  about: 'Of what has not gone live; what has is rolled back. Needs the incident scope.',
  options: { reason: reasonOption },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const reason = await askReason(options.reason, terminal)
    if (!reason.ok) return reason
    const connection = await connect(call)
    if (!connection.ok) return connection
    const told = explainRefusal(await abandonDeployment(connection.value.api, positionals[0]!, reason.value), remedy)
    if (!told.ok) return told
    const text = renderDeployment(told.value, clock.now(), terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: told.value })
  },
})
