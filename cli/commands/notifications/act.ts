// fuseboard notifications approve, withdraw, retry   What people decide about one that was not sent.

import { ok } from '../../../domain/result.ts'
import { actOnNotification, type NotificationAct } from '../../api/notifications.ts'
import { type Command, defineCommand } from '../../arguments/command.ts'
import { exitCodes } from '../../exit-code.ts'
import { findNotification } from '../../notifications/find-notification.ts'
import { shortKey, statusText } from '../../notifications/render-notifications.ts'
import { printable } from '../../output/printable.ts'
import { connect } from '../../session/connect.ts'

interface Act {
  readonly act: NotificationAct
  readonly done: string
  readonly summary: string
  readonly about: string
}

const options = { reason: { type: 'string', value: 'TEXT', about: 'why, for whoever sees it next' } } as const

const actCommand = ({ act, done, summary, about }: Act): Command =>
  defineCommand({
    name: `notifications ${act}`,
    topic: 'Communications',
    summary,
    usage: 'KEY [--reason TEXT]',
    about: `${about} The first 8 characters of the key are enough. Needs the incident scope, and the read scope.`,
    options,
    positionals: { least: 1, most: 1 },

    async run(call) {
      const connection = await connect(call)
      if (!connection.ok) return connection
      const { api } = connection.value
      const found = await findNotification(api, call.positionals[0]!)
      if (!found.ok) return found
      const answer = await actOnNotification(api, found.value.key, act, call.options.reason)
      if (!answer.ok) return answer
      const { key, title, status, channel } = answer.value
      const text = [
        `${done}: ${printable(title)}`,
        `Through ${printable(channel)}: it ${statusText(status)}.`,
        `Next: fuseboard notifications show ${shortKey(key)} shows what becomes of it`,
      ].join('\n')
      return ok({ exitCode: exitCodes.ok, text, json: answer.value })
    },
  }) as Command

export const notificationsApproveCommand = actCommand({
  act: 'approve',
  done: 'Approved',
  summary: 'let out what waits for an approval',
  about: 'What customers are told may wait for a person; pages never do.',
})

export const notificationsWithdrawCommand = actCommand({
  act: 'withdraw',
  done: 'Withdrawn',
  summary: 'take back one that was not sent yet',
  about: 'What is sent cannot be taken back: fuseboard incident update corrects it.',
})

export const notificationsRetryCommand = actCommand({
  act: 'retry',
  done: 'Sent again',
  summary: 'send one again that was given up',
  about: 'Under the same key, so that whoever got it all the same does not get it twice.',
})
