// fuseboard incident status   Where an incident is, what is missing and what to do. Without an id: all that are open.

import { ok } from '../../../domain/result.ts'
import type { AdminApi } from '../../api/admin-api.ts'
import { getIncident, listIncidents } from '../../api/incidents.ts'
import { listNotifications, type Notification } from '../../api/notifications.ts'
import { type Call, defineCommand, type OptionSpecs } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { explainRefusal } from '../../incidents/explain-refusal.ts'
import { findIncident } from '../../incidents/find-incident.ts'
import { nextCommand } from '../../incidents/next-command.ts'
import { renderIncident } from '../../incidents/render-incident.ts'
import { renderIncidentTable } from '../../incidents/render-incident-table.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

const mostNotifications = 100
const mostOpen = 100

export const incidentStatusCommand = defineCommand({
  name: 'incident status',
  topic: 'Incidents',
  summary: 'show where an incident is, what is missing and what to do, or all that are open',
  usage: '[ID]',
  about: `Its phases, who commands, what it reaches, how it was contained and fixed, what has to be there before it may go on,
what happened last, and what did not reach anybody. Needs the read scope.`,
  options: {},
  positionals: { least: 0, most: 1 },

  async run(call) {
    const { positionals, terminal, clock } = call
    const connection = await connect(call)
    if (!connection.ok) return connection
    const { api, instance } = connection.value
    const [word] = positionals
    if (word !== undefined) {
      const id = await findIncident(api, word, terminal)
      return id.ok ? showOne(call, api, id.value, instance.base) : id
    }
    const list = await listIncidents(api, { open: 'true' }, mostOpen)
    if (!list.ok) return list
    const { items } = list.value
    const text =
      items.length === 0
        ? 'No incident is open.\nNext: fuseboard incident open TITLE --sev N --system ID, if something fails'
        : [
            renderIncidentTable(items, clock.now(), terminal.style),
            '',
            `${plural(items.length, 'open incident')}`,
            'Next: fuseboard incident status ID shows one',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})

/** What was sent of it; null where that cannot be read: the incident itself matters more. */
export async function readSent(api: AdminApi, incident: string): Promise<readonly Notification[] | null> {
  const list = await listNotifications(api, { incident }, mostNotifications)
  return list.ok ? list.value.items : null
}

async function showOne<O extends OptionSpecs>(call: Call<O>, api: AdminApi, id: string, base: URL) {
  const [answer, sent] = await Promise.all([getIncident(api, id), readSent(api, id)])
  const incident = await explainRefusal(answer, api, id)
  if (!incident.ok) return incident
  const page = new URL(incident.value.page.replace(/^\/+/, ''), base).href
  const text = [
    renderIncident(incident.value, sent, viewOf(call)),
    '',
    `Page: ${page}`,
    `Next: ${nextCommand(incident.value)}`,
  ].join('\n')
  return ok({ exitCode: exitCodes.ok, text, json: { ...incident.value, notifications: sent } })
}
