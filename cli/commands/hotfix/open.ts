// fuseboard hotfix open   The next increment of an incident: what is wrong, what is believed, and what it may touch.

import { ok } from '../../../domain/result.ts'
import { openHotfix } from '../../api/hotfixes.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { usageFailure } from '../../failure.ts'
import { renderHotfix } from '../../hotfix/render-hotfix.ts'
import { connect } from '../../session/connect.ts'

export const hotfixOpenCommand = defineCommand({
  name: 'hotfix open',
  topic: 'Hotfixes',
  summary: 'open the next hotfix of an incident',
  usage: 'INCIDENT --problem TEXT --cause TEXT --component ID… [--task TEXT…]',
  about: `Only for incidents of severity 1 and 2. A component is a system of the map: files outside of them will not pass the
suite. Whoever opens it is its author, and cannot approve it. Needs the incident scope.`,
  options: {
    problem: { type: 'string', value: 'TEXT', about: 'what is wrong for users' },
    cause: { type: 'string', value: 'TEXT', about: 'the hypothesis: why, as far as is known' },
    component: {
      type: 'string',
      multiple: true,
      value: 'ID',
      about: 'a system whose files it may touch; several times',
    },
    task: { type: 'string', multiple: true, value: 'TEXT', about: 'something to do for it; several times' },
  },
  positionals: { least: 1, most: 1 },

  async run(call) {
    const { options, positionals, terminal, clock } = call
    const { problem = '', cause: hypothesis = '', component: components = [], task: tasks = [] } = options
    const absent = [
      ...(problem.trim() === '' ? ['--problem TEXT'] : []),
      ...(hypothesis.trim() === '' ? ['--cause TEXT'] : []),
      ...(components.length === 0 ? ['--component ID'] : []),
    ]
    if (absent.length > 0) {
      return usageFailure(
        `A hotfix needs more: ${absent.join(', ')}.`,
        'fuseboard systems lists what a component can be.',
      )
    }
    const connection = await connect(call)
    if (!connection.ok) return connection
    const opened = await openHotfix(connection.value.api, positionals[0]!, { problem, hypothesis, components, tasks })
    if (!opened.ok) return opened
    const text = renderHotfix(opened.value, clock.now(), terminal.style)
    return ok({ exitCode: exitCodes.ok, text, json: opened.value })
  },
})
