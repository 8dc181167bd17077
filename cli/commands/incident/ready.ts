// fuseboard incident ready   Whether the next incident may come: what has to be there before, and what of it is.

import { ok } from '../../../domain/result.ts'
import { readReadiness } from '../../api/incidents.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderItems } from '../../incidents/render-items.ts'
import { connect } from '../../session/connect.ts'

export const incidentReadyCommand = defineCommand({
  name: 'incident ready',
  topic: 'Incidents',
  summary: 'show what has to be there before an incident, and what of it is',
  usage: '',
  about: `Channels that page and were tested, people on call, systems that are heard of and can be taken back, kills that were
drilled. Exit code ${exitCodes.warned} while something is left to do. Needs the read scope.`,
  options: {},
  positionals: { least: 0, most: 0 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const answer = await readReadiness(connection.value.api)
    if (!answer.ok) return answer
    const { ready, items } = answer.value
    const { style, columns } = call.terminal
    const left = items.filter(({ done }) => !done).length
    const told = ready
      ? style.green('Ready: the next incident may come.')
      : style.yellow(`${left} of ${items.length} are left to do before the next incident comes.`)
    const text = [...renderItems(items, { style, columns }), '', told].join('\n')
    return ok({ exitCode: ready ? exitCodes.ok : exitCodes.warned, text, json: answer.value })
  },
})
