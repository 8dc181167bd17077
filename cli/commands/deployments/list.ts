// fuseboard deployments   What went live where, newest first; and one of them.

import { deploymentStatuses } from '../../../domain/deployment/deployment.ts'
import { ok } from '../../../domain/result.ts'
import { getDeployment, listDeployments } from '../../api/deployments.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { renderDeployment, renderDeploymentTable } from '../../deployments/render-deployments.ts'
import { exitCodes } from '../../exit-code.ts'
import { connect } from '../../session/connect.ts'

export const deploymentsListCommand = defineCommand({
  name: 'deployments',
  alias: 'deployments list',
  topic: 'Deployments',
  summary: 'list what went live where',
  usage: '[--system ID] [--status S] [--by NAME] [--limit N]',
  about: `Newest first. One that another took the place of keeps the status it had. Needs the read scope.`,
  options: {
    system: { type: 'string', value: 'ID', about: 'of this system' },
    status: { type: 'string', value: 'S', about: deploymentStatuses.join(', ') },
    by: { type: 'string', value: 'NAME', about: 'who announced it' },
    limit: { type: 'string', value: 'N', about: 'how many; 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const status = parseChoice('status', options.status, deploymentStatuses)
    if (!status.ok) return status
    const given = { system: options.system, status: status.value, by: options.by }
    const filter = Object.fromEntries(
      Object.entries(given).filter((entry): entry is [string, string] => Boolean(entry[1])),
    )
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listDeployments(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const lines = [
      items.length === 0 ? 'Nothing fits.' : renderDeploymentTable(items, clock.now(), terminal.style),
      '',
      ...(next === undefined ? [] : [`There are older ones: --limit ${limit.value * 5}`]),
      'Next: fuseboard deployments show ID, or fuseboard deployments live SYSTEM VERSION',
    ]
    return ok({ exitCode: exitCodes.ok, text: lines.join('\n'), json: list.value })
  },
})

export const deploymentsShowCommand = defineCommand({
  name: 'deployments show',
  topic: 'Deployments',
  summary: 'show one deployment',
  usage: 'ID',
  about: 'Its versions, its hook, when it went live and was observed, and why it ended. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const found = await getDeployment(connection.value.api, call.positionals[0]!)
    if (!found.ok) return found
    const text = renderDeployment(found.value, call.clock.now(), call.terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: found.value })
  },
})
