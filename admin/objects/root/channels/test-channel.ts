// A test of a channel: one notification that goes the way of all others, so that what works for it works for them.

import type { Message, Recipient } from '../../../../domain/notification/message.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { ChannelTestAnswer } from '../../../../protocol/admin-channel.ts'
import { channelKinds } from '../../../channels/registry.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { findChannel, type KeptChannel } from '../stores/channel-rows.ts'
import { enqueue } from '../stores/notification-rows.ts'
import { allResponders, findResponder } from '../stores/responder-rows.ts'
import { unknownChannel } from './write-channel.ts'

export interface ChannelTestInput {
  readonly id: string
  /** A responder; whom the channel is set for where it is absent. */
  readonly to?: string | undefined
}

const messageFor = ({ id, audiences }: KeptChannel, to: Recipient | undefined): Message => ({
  kind: 'test',
  audience: audiences[0] ?? 'responders',
  title: `Test of the channel "${id}"`,
  text: 'This is a test. Nothing is wrong, and nothing has to be done.',
  ...(to !== undefined && { to }),
})

export function testChannel(
  db: Db,
  { id, to }: ChannelTestInput,
  { nowMs }: Moment,
): Result<Done<ChannelTestAnswer>, Refusal> {
  const channel = findChannel(db, id)
  if (channel === undefined) return fail(unknownChannel(id))
  const recipient = to === undefined ? undefined : findResponder(db, to)
  if (to !== undefined && recipient === undefined) {
    const known = allResponders(db).map((responder) => responder.id)
    const allowed = `a responder: ${known.length === 0 ? 'there is none yet' : known.join(', ')}`
    return fail({ kind: 'invalid-body', problems: [{ path: '/to', found: JSON.stringify(to), allowed }] })
  }
  const message = messageFor(channel, recipient)
  const refused = (detail: string) => fail({ kind: 'channel-refused', detail } as const)
  if (channel.disabled !== null) {
    return refused(`the channel "${id}" is disabled: ${channel.disabled}; PUT it again to use it`)
  }
  if (channelKinds[channel.type].render(channel, { key: '', seq: 1, nowMs, message, earlier: [] }) === null) {
    return refused(`the channel "${id}" has nobody to send a test to; name a responder in "to", or set settings.to`)
  }
  const { key } = enqueue(db, { incident: null, channel: id, purpose: 'test', message }, nowMs)
  return ok({
    status: 202,
    body: { key },
    audit: { action: 'channel.test', subject: id, detail: { key, ...(to !== undefined && { to }) } },
  })
}
