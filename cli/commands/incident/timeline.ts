// fuseboard incident timeline   What happened in an incident, from the beginning; and whether nothing of it was changed.

import { ok } from '../../../domain/result.ts'
import { listTimeline, verifyTimeline } from '../../api/incidents.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { renderTimeline } from '../../incidents/render-timeline.ts'

import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

export const incidentTimelineCommand = defineCommand({
  name: 'incident timeline',
  topic: 'Incidents',
  summary: 'show what happened in an incident, from the beginning',
  usage: '[ID] [--verify]',
  about: `--verify walks the chain of hashes instead: a broken chain makes the exit code ${exitCodes.failed}. Without ID it takes the only open
incident. Needs the read scope.`,
  options: { verify: { type: 'boolean', about: 'check that nothing in it was changed or taken out' } },
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { options, positionals, terminal } = call
    const { style, columns } = terminal
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api } = connection.value
    const id = await findIncident(api, positionals[0], terminal)
    if (!id.ok) return id
    const name = printable(id.value)
    if (options.verify) {
      const verdict = await explainRefusal(await verifyTimeline(api, id.value), api, id.value)
      if (!verdict.ok) return verdict
      const { ok: whole, checked, brokenAt } = verdict.value
      const text = whole
        ? style.green(`The timeline of ${name} is whole: ${checked} ${checked === 1 ? 'entry' : 'entries'} checked.`)
        : [
            style.red(`The timeline of ${name} is broken${brokenAt === undefined ? '' : ` at entry ${brokenAt}`}.`),
            'From that entry on it proves nothing. Compare it with a backup of the admin worker’s database.',
          ].join('\n')
      return ok({ exitCode: whole ? exitCodes.ok : exitCodes.failed, text, json: verdict.value })
    }
    const list = await explainRefusal(await listTimeline(api, id.value, Number.POSITIVE_INFINITY), api, id.value)
    if (!list.ok) return list
    const { items } = list.value
    const text = [
      style.bold(`Timeline of ${name}`),
      ...renderTimeline(items, columns, style),
      '',
      items.length === 1 ? '1 entry' : `${items.length} entries`,
      `Next: fuseboard incident timeline ${name} --verify checks that nothing was changed`,
    ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
