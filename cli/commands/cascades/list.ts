// fuseboard cascades   Failures that spread over several systems, and were acted on.

import { ok } from '../../../domain/result.ts'
import { listCascades } from '../../api/cascades.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { renderCascadeTable } from '../../cascades/render-cascade.ts'
import { exitCodes } from '../../exit-code.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

export const cascadesListCommand = defineCommand({
  name: 'cascades',
  alias: 'cascades list',
  topic: 'Incidents',
  summary: 'list the cascades that were acted on',
  usage: '[--limit N]',
  about: `A cascade: two systems or more fail after a change went live. What changed in the hour before is taken back, and an
incident is opened. Newest first. Needs the read scope.`,
  options: { limit: { type: 'string', value: 'N', about: 'how many; 50 if not said' } },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const connection = await connect(call)
    if (!connection.ok) return connection
    const list = await listCascades(connection.value.api, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const more = next === undefined ? '' : '; there are more: --limit N'
    const text =
      items.length === 0
        ? 'There was no cascade.'
        : [
            renderCascadeTable(items, clock.now(), terminal.style),
            '',
            `${plural(items.length, 'cascade')}${more}`,
            'Next: fuseboard cascades show ID shows the evidence, and what was taken back',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
