// fuseboard incident list   The incidents that are open, or all there were.

import { ok } from '../../../domain/result.ts'
import { listIncidents } from '../../api/incidents.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { parseSeverity } from '../../incidents/incident-options.ts'
import { renderIncidentTable } from '../../incidents/render-incident-table.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

export const incidentListCommand = defineCommand({
  name: 'incident list',
  topic: 'Incidents',
  summary: 'list the open incidents, and with --closed those that are over',
  usage: '[--closed] [--system ID] [--sev N] [--limit N]',
  about: 'Newest first. Needs the read scope.',
  options: {
    closed: { type: 'boolean', about: 'only those that are over' },
    system: { type: 'string', value: 'ID', about: 'only those of this system' },
    sev: { type: 'string', value: 'N', about: 'only those of this severity' },
    limit: { type: 'string', value: 'N', about: 'how many; 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const severity = options.sev === undefined ? ok(undefined) : parseSeverity(options.sev, '--sev')
    if (!severity.ok) return severity
    const connection = await connect(call)
    if (!connection.ok) return connection
    const filter = {
      open: options.closed ? 'false' : 'true',
      ...(options.system !== undefined && { system: options.system }),
      ...(severity.value !== undefined && { severity: String(severity.value) }),
    }
    const list = await listIncidents(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const more = next === undefined ? '' : '; there are more: --limit N'
    const text =
      items.length === 0
        ? `No incident ${options.closed ? 'is over' : 'is open'} that fits.`
        : [
            renderIncidentTable(items, clock.now(), terminal.style),
            '',
            `${plural(items.length, 'incident')}${more}`,
            'Next: fuseboard incident status ID shows one',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
