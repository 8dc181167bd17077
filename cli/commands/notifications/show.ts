// fuseboard notifications show   One notification: what it says, where it goes, what became of it.

import { ok } from '../../../domain/result.ts'
import { defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { viewOf } from '../../incidents/act-on-incident.ts'
import { findNotification } from '../../notifications/find-notification.ts'
import { renderNotification, shortKey } from '../../notifications/render-notifications.ts'
import { connect } from '../../session/connect.ts'

export const notificationsShowCommand = defineCommand({
  name: 'notifications show',
  topic: 'Communications',
  summary: 'show one notification: what it says, and what became of it',
  usage: 'KEY',
  about: 'The first 8 characters of the key are enough. Needs the read scope.',
  options: {},
  positionals: { least: 1, most: 1 },

  async run(call) {
    const connection = await connect(call)
    if (!connection.ok) return connection
    const found = await findNotification(connection.value.api, call.positionals[0]!)
    if (!found.ok) return found
    const { status, key } = found.value
    const next: Readonly<Record<string, string>> = {
      'awaiting-approval': `Next: fuseboard notifications approve ${shortKey(key)}, or withdraw`,
      dead: `Next: fuseboard notifications retry ${shortKey(key)}, once its channel works: fuseboard channels test`,
    }
    const step = Object.hasOwn(next, status) ? ['', next[status]!] : []
    const text = [renderNotification(found.value, viewOf(call)), ...step].join('\n')
    return ok({ exitCode: exitCodes.ok, text, json: found.value })
  },
})
