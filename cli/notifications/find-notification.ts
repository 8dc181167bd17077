// The notification that a word means: its key, or the beginning of it as the lists show it.

import { fail, ok } from '../../domain/result.ts'
import type { AdminApi, Answer } from '../api/admin-api.ts'
import { getNotification, listNotifications, type Notification } from '../api/notifications.ts'
import { exitCodes } from '../exit-code.ts'
import { usageFailure } from '../failure.ts'

const wholeKey = /^[0-9a-f]{64}$/
const leastLength = 8
/** Further back nobody looks for one by its beginning. */
const mostSearched = 2_000
const mostNamed = 5

export async function findNotification(api: AdminApi, word: string): Answer<Notification> {
  if (wholeKey.test(word)) return getNotification(api, word)
  if (!/^[0-9a-f]+$/.test(word) || word.length < leastLength) {
    return usageFailure(
      `"${word}" is no key of a notification: give at least ${leastLength} characters of its beginning.`,
      'fuseboard notifications lists them.',
    )
  }
  const list = await listNotifications(api, {}, mostSearched)
  if (!list.ok) return list
  const [only, ...others] = list.value.items.filter(({ key }) => key.startsWith(word))
  if (only === undefined) {
    return fail({
      exitCode: exitCodes.failed,
      message: `There is no notification "${word}" among the newest ${mostSearched}.`,
      remedy: 'fuseboard notifications lists them; the whole key finds older ones.',
    })
  }
  if (others.length === 0) return ok(only)
  return fail({
    exitCode: exitCodes.usage,
    message: `"${word}" is the beginning of several keys.`,
    details: [only, ...others].slice(0, mostNamed).map(({ key, title }) => `${key}  ${title}`),
    remedy: 'Give more of it.',
  })
}
