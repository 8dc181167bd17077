// Notifications, for people: a table, a few lines within an incident, or one of them whole.

import type { Notification } from '../api/notifications.ts'
import type { View } from '../incidents/render-incident.ts'
import { plural, renderAge } from '../output/moment.ts'
import { printable } from '../output/printable.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'
import { wrap } from '../output/wrap.ts'
import { renderUntil } from '../rollouts/render-span.ts'

/** Characters of a key that tell it from others. */
const keyLength = 12
export const shortKey = (key: string): string => printable([...key].slice(0, keyLength).join(''))

const statusWords: Readonly<Record<string, string>> = {
  'awaiting-approval': 'waits for an approval',
  pending: 'waits to be sent',
  sending: 'is being sent',
  unknown: 'may have been taken: the provider is asked',
  sent: 'was taken by the provider',
  superseded: 'a newer one took its place',
  dead: 'was given up',
  withdrawn: 'was withdrawn',
}

export const statusText = (status: string): string =>
  Object.hasOwn(statusWords, status) ? statusWords[status]! : printable(status)

export function paintStatus(status: string, style: Style): string {
  const text = printable(status)
  if (status === 'sent') return style.green(text)
  return status === 'dead' ? style.red(text) : style.yellow(text)
}

export function renderNotificationTable(notifications: readonly Notification[], now: number, style: Style): string {
  const rows = notifications.map(
    ({ key, incident, audience, channel, purpose, status, title, createdAt, lastError }) => [
      [...key].slice(0, keyLength).join(''),
      purpose,
      status,
      channel,
      audience,
      incident ?? '',
      renderAge(createdAt, now),
      lastError ?? title,
    ],
  )
  return renderTable(['KEY', 'PURPOSE', 'STATUS', 'CHANNEL', 'AUDIENCE', 'INCIDENT', 'MADE', 'WHAT'], rows, style)
}

export function renderNotificationLines(notifications: readonly Notification[], { columns, style }: View): string[] {
  return notifications.flatMap(({ key, purpose, channel, status, attempts, lastError, fellTo, title }) => {
    const fell = fellTo === undefined ? '' : `; ${shortKey(fellTo)} took its place`
    const tried = attempts === 0 ? '' : ` after ${plural(attempts, 'attempt')}`
    const why = lastError === undefined ? printable(title) : printable(lastError)
    const head = `  ${shortKey(key)}  ${printable(purpose)} through ${printable(channel)}: ${paintStatus(status, style)}${tried}${fell}`
    return [head, ...wrap(why, columns, '    ')]
  })
}

export function renderNotification(notification: Notification, { now, columns, style }: View): string {
  const { key, incident, audience, channel, purpose, status, title, text, publicStatus, attempts } = notification
  const { createdAt, dueAt, endedAt, lastError, fellTo } = notification
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['key', key],
    ['purpose', purpose],
    ['incident', incident],
    ['audience', audience],
    ['channel', channel],
    ['shown as', publicStatus],
    ['attempts', String(attempts)],
    ['made', renderAge(createdAt, now)],
    ['due', dueAt === undefined || endedAt !== undefined ? undefined : renderUntil(dueAt, now)],
    ['ended', endedAt === undefined ? undefined : renderAge(endedAt, now)],
    ['last error', lastError],
    ['instead', fellTo],
  ]
  return [
    `${style.bold(printable(title))}  ${paintStatus(status, style)} (${statusText(status)})`,
    ...facts.flatMap(([name, value]) =>
      value === undefined ? [] : [`  ${style.dim(name.padEnd(10))}  ${printable(value)}`],
    ),
    '',
    ...text.split('\n').flatMap((line) => wrap(printable(line), columns, '  ')),
  ].join('\n')
}
