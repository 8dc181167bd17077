// Writing and removing channels. Secrets go in and never come out: one that a write leaves out is kept, but only while it goes
// where it went; the audit log names those that changed.

import type { Audience } from '../../../../domain/incident/incident.ts'
import type { Json, JsonObject } from '../../../../domain/json.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { ChannelRecord, HookRecord } from '../../../../protocol/admin-channel.ts'
import type { ChannelType } from '../../../channels/channel.ts'
import { hashText } from '../../../hash-text.ts'
import { checkPrecondition, type Precondition } from '../../../preconditions.ts'
import type { Refusal } from '../../../refusal.ts'
import type { ActSurroundings } from '../acts.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { findChannel, type KeptChannel, putChannel, removeChannel, renderChannel } from '../stores/channel-rows.ts'
import { usersOf } from './channel-users.ts'
import { checkChannel } from './check-write.ts'

export interface ChannelInput {
  readonly id: string
  readonly type: ChannelType
  readonly audiences: readonly Audience[]
  readonly pagingRank?: number | undefined
  readonly hook?: HookRecord | undefined
  readonly settings: JsonObject
  /** Null removes one; one that is absent stays. */
  readonly secrets: Readonly<Record<string, string | null>>
  readonly precondition: Precondition
}

/** Changes with every write, also with one that only changes secrets. */
const channelEtag = (record: ChannelRecord): string => hashText(JSON.stringify(record))

const guardedBy = (id: string, before: KeptChannel | undefined) => ({
  what: `the channel "${id}"`,
  address: `/api/v1/channels/${encodeURIComponent(id)}`,
  etag: before && channelEtag(renderChannel(before)),
})

export const unknownChannel = (id: string): Refusal => ({
  kind: 'not-found',
  detail: `there is no channel "${id}"; GET /api/v1/channels lists them`,
})

export function readChannel(db: Db, id: string): Result<ChannelRecord & { etag: string }, Refusal> {
  const channel = findChannel(db, id)
  if (channel === undefined) return fail(unknownChannel(id))
  const record = renderChannel(channel)
  return ok({ ...record, etag: channelEtag(record) })
}

/** What is stored stays only where it is sent to the same provider at the same address: nobody redirects a secret. */
function keptSecrets(before: KeptChannel | undefined, { type, settings }: ChannelInput): KeptChannel['secrets'] {
  const stays = before !== undefined && before.type === type && before.settings.baseUrl === settings.baseUrl
  return stays ? before.secrets : {}
}

function secretsAfter(kept: KeptChannel['secrets'], given: ChannelInput['secrets']): KeptChannel['secrets'] {
  const after = new Map<string, string>(Object.entries(kept))
  for (const [name, secret] of Object.entries(given)) {
    if (secret === null) after.delete(name)
    else after.set(name, secret)
  }
  return Object.fromEntries(after)
}

const withoutTime = (channel: KeptChannel): Json => {
  const { changedAt: _, ...record } = renderChannel(channel)
  return record as unknown as Json
}

const isSame = (before: KeptChannel, after: KeptChannel): boolean =>
  JSON.stringify([withoutTime(before), entriesOf(before)]) === JSON.stringify([withoutTime(after), entriesOf(after)])

const entriesOf = ({ secrets }: KeptChannel) => Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1))

/** Writing takes a channel that was disabled into use again. */
export function writeChannel(
  db: Db,
  input: ChannelInput,
  { nowMs, actor }: Moment,
  { local }: ActSurroundings,
): Result<Done<ChannelRecord>, Refusal> {
  const { id, type, audiences, pagingRank = null, hook = null, settings, precondition } = input
  const before = findChannel(db, id)
  const secrets = secretsAfter(keptSecrets(before, input), input.secrets)
  const after: KeptChannel = {
    ...{ id, type, audiences, pagingRank, hook, settings, secrets, disabled: null },
    createdAt: before?.createdAt ?? nowMs,
    createdBy: before?.createdBy ?? actor.id,
    // A tag never stands for two states.
    changedAt: Math.max(nowMs, (before?.changedAt ?? 0) + 1),
  }
  if (before !== undefined && !precondition.createOnly && isSame(before, after)) {
    return ok({ status: 200, body: renderChannel(before) })
  }
  const refusal = checkPrecondition(precondition, guardedBy(id, before))
  if (refusal !== undefined) return fail(refusal)
  const problems = checkChannel(db, after, before, local)
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  putChannel(db, after)
  const body = renderChannel(after)
  const audit = { action: 'channel.put', subject: id, detail: auditDetail(body, before?.secrets ?? {}, secrets) }
  return ok({ status: before === undefined ? 201 : 200, body, audit })
}

/** Names of secrets only. */
function auditDetail(
  { type, audiences, pagingRank, hook, settings }: ChannelRecord,
  before: KeptChannel['secrets'],
  after: KeptChannel['secrets'],
) {
  const set = Object.keys(after).filter((name) => !Object.hasOwn(before, name) || before[name] !== after[name])
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name))
  return {
    ...{ type, audiences, settings, secretsSet: set, secretsRemoved: removed },
    ...(pagingRank !== undefined && { pagingRank }),
    ...(hook !== undefined && { hook }),
  }
}

export function deleteChannel(
  db: Db,
  { id, precondition }: { readonly id: string; readonly precondition: Precondition },
): Result<Done<null>, Refusal> {
  const channel = findChannel(db, id)
  if (channel === undefined) return fail(unknownChannel(id))
  const users = usersOf(db, id)
  if (users !== null) return fail({ kind: 'channel-refused', detail: `the channel "${id}" is used: ${users}` })
  const refusal =
    precondition.ifMatch === undefined ? undefined : checkPrecondition(precondition, guardedBy(id, channel))
  if (refusal !== undefined) return fail(refusal)
  removeChannel(db, id)
  return ok({
    status: 204,
    body: null,
    audit: { action: 'channel.delete', subject: id, detail: { type: channel.type } },
  })
}
