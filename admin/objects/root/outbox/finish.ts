// Writing down what became of a notification, and what follows from it: those that waited for it are due, a page that is dead
// goes through the next channel at once, and its incident says so. Part of a transaction.

import type { DeliveryState } from '../../../../domain/notification/delivery.ts'
import type { Db } from '../database.ts'
import { pagingChannels } from '../stores/channel-rows.ts'
import { enqueue, type Notification } from '../stores/notification-rows.ts'
import { fellFrom, saveDelivery, saveFall, wakeNext } from '../stores/outbox-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'

/** What the root calls itself while it sends. */
export const outbox = 'outbox'

export function finish(db: Db, row: Notification, state: DeliveryState, nowMs: number): void {
  saveDelivery(db, row.key, state)
  if (state.endedAt === null) return
  wakeNext(db, row, nowMs)
  if (state.status === 'dead') tellDead(db, row, state.lastError ?? 'no reason is known', nowMs)
  else if (state.status === 'sent' && isPage(row)) tell(db, row, `paged${toWhom(row)} through ${row.channel}`, nowMs)
}

/** Its end and its acknowledgement go to the provider that keeps it open, and to no other. */
const isPage = ({ purpose, message }: Notification): boolean => purpose === 'page' && message.kind === 'page'

const toWhom = ({ message }: Notification): string => (message.to === undefined ? '' : ` ${message.to.name}`)

function tellDead(db: Db, row: Notification, why: string, nowMs: number): void {
  if (!isPage(row)) {
    tell(db, row, `${nameOf(row)} through ${row.channel} is dead: ${why}; ${remedyOf(row)}`, nowMs)
    return
  }
  const next = nextChannel(db, row)
  if (next === undefined) {
    console.error(`nobody was paged: the page ${row.key} is dead on the last channel`)
    const text = `NOBODY WAS PAGED: ${row.channel} is dead: ${why}; no other channel pages. Call somebody now`
    tell(db, row, text, nowMs)
    return
  }
  const { incident, message } = row
  const { key } = enqueue(db, { incident, channel: next, purpose: 'page', message }, nowMs)
  saveFall(db, row.key, key)
  tell(db, row, `${row.channel} is dead: ${why}; pages through ${next} instead`, nowMs)
}

function nameOf({ purpose, message: { hook, audience, room, to } }: Notification): string {
  if (purpose === 'hook') return `the hook ${hook?.event ?? ''}`.trim()
  if (room !== undefined)
    return room === 'open' ? 'a room of its own' : `bringing ${to?.name ?? 'somebody'} into its room`
  return `what ${audience} are told`
}

const remedyOf = ({ message }: Notification): string =>
  message.room === 'open'
    ? 'its updates go into the thread of the channel until a retry makes the room'
    : 'its retry sends it again'

/** By rank after this one, then those before it; none twice for one page. */
function nextChannel(db: Db, row: Notification): string | undefined {
  const tried = new Set([row.channel])
  for (let before = fellFrom(db, row); before !== undefined; before = fellFrom(db, before)) {
    // A page that was sent anew may come round to where it began.
    if (tried.has(before.channel)) break
    tried.add(before.channel)
  }
  const ids = pagingChannels(db).map(({ id }) => id)
  const after = ids.slice(ids.indexOf(row.channel) + 1)
  return [...after, ...ids].find((id) => !tried.has(id))
}

/** What belongs to no incident is told by its own row alone. */
function tell(db: Db, { incident, key, channel, purpose }: Notification, text: string, nowMs: number): void {
  if (incident === null) return
  appendTimeline(db, incident, { at: nowMs, actor: outbox, kind: 'delivery', text, detail: { key, channel, purpose } })
}
