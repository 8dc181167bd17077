// fuseboard notifications   What was, is or will be sent.

import { audiences } from '../../../domain/incident/incident.ts'
import { ok } from '../../../domain/result.ts'
import { notificationStatuses } from '../../../protocol/admin-incident.ts'
import { listNotifications } from '../../api/notifications.ts'
import { defineCommand } from '../../arguments/command.ts'
import { parseChoice, parseCount } from '../../arguments/parse-options.ts'
import { exitCodes } from '../../exit-code.ts'
import { renderNotificationTable } from '../../notifications/render-notifications.ts'
import { plural } from '../../output/moment.ts'
import { connect } from '../../session/connect.ts'

const purposes = ['page', 'update', 'hook', 'test'] as const

export const notificationsListCommand = defineCommand({
  name: 'notifications',
  alias: 'notifications list',
  topic: 'Communications',
  summary: 'list what was, is or will be sent',
  usage: '[--incident ID] [--channel ID] [--status S] [--purpose P] [--audience A] [--limit N]',
  about: `Newest first. One that is awaiting-approval waits for fuseboard notifications approve; a dead one was given up. Needs the
read scope.`,
  options: {
    incident: { type: 'string', value: 'ID', about: 'only those of this incident' },
    channel: { type: 'string', value: 'ID', about: 'only those through this channel' },
    status: { type: 'string', value: 'STATUS', about: notificationStatuses.join(', ') },
    purpose: { type: 'string', value: 'PURPOSE', about: purposes.join(', ') },
    audience: { type: 'string', value: 'AUDIENCE', about: audiences.join(', ') },
    limit: { type: 'string', value: 'N', about: 'how many; 50 if not said' },
  },
  positionals: { least: 0, most: 0 },

  async run(call) {
    const { options, terminal, clock } = call
    const limit = parseCount('limit', options.limit, 50)
    if (!limit.ok) return limit
    const status = parseChoice('status', options.status, notificationStatuses)
    if (!status.ok) return status
    const purpose = parseChoice('purpose', options.purpose, purposes)
    if (!purpose.ok) return purpose
    const audience = parseChoice('audience', options.audience, audiences)
    if (!audience.ok) return audience
    const connection = await connect(call)
    if (!connection.ok) return connection
    const filter = {
      ...(options.incident !== undefined && { incident: options.incident }),
      ...(options.channel !== undefined && { channel: options.channel }),
      ...(status.value !== undefined && { status: status.value }),
      ...(purpose.value !== undefined && { purpose: purpose.value }),
      ...(audience.value !== undefined && { audience: audience.value }),
    }
    const list = await listNotifications(connection.value.api, filter, limit.value)
    if (!list.ok) return list
    const { items, next } = list.value
    const more = next === undefined ? '' : '; there are more: --limit N'
    const text =
      items.length === 0
        ? 'There is no notification that fits.'
        : [
            renderNotificationTable(items, clock.now(), terminal.style),
            '',
            `${plural(items.length, 'notification')}${more}`,
            'Next: fuseboard notifications show KEY shows one',
          ].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: list.value })
  },
})
