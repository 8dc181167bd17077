// Channels, with their secrets: only what sends reads them whole. `renderChannel` is what everybody else sees.

import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm'
import type { Audience } from '../../../../domain/incident/incident.ts'
import type { JsonObject } from '../../../../domain/json.ts'
import type { ChannelRecord, HookRecord } from '../../../../protocol/admin-channel.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Channel, ChannelType } from '../../../channels/channel.ts'
import type { Db } from '../database.ts'
import { channels } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { prepared } from './prepared.ts'

type ChannelRow = typeof channels.$inferSelect

export interface KeptChannel extends Channel {
  readonly audiences: readonly Audience[]
  readonly pagingRank: number | null
  readonly hook: HookRecord | null
  readonly disabled: string | null
  readonly createdAt: number
  readonly createdBy: string
  readonly changedAt: number
}

const readRow = ({ type, audiences, hook, settings, secrets, ...row }: ChannelRow): KeptChannel => ({
  ...row,
  type: type as ChannelType,
  audiences: audiences as readonly Audience[],
  hook: hook === null ? null : (JSON.parse(hook) as HookRecord),
  settings: JSON.parse(settings) as JsonObject,
  secrets: JSON.parse(secrets) as Record<string, string>,
})

export const renderChannel = (channel: KeptChannel): ChannelRecord => {
  const { id, type, audiences, pagingRank, hook, settings, secrets, disabled, changedAt } = channel
  return {
    id,
    type,
    audiences,
    ...(pagingRank !== null && { pagingRank }),
    ...(hook !== null && { hook }),
    settings,
    secrets: Object.keys(secrets).sort(),
    ...(disabled !== null && { disabled }),
    changedAt: new Date(changedAt).toISOString(),
  }
}

const byId = prepared((db) =>
  db
    .select()
    .from(channels)
    .where(eq(channels.id, sql.placeholder('id')))
    .prepare(),
)

export function findChannel(db: Db, id: string): KeptChannel | undefined {
  const row = byId(db).get({ id })
  return row === undefined ? undefined : readRow(row)
}

/** All of them, by their ids. */
export const allChannels = (db: Db): KeptChannel[] =>
  db.select().from(channels).orderBy(asc(channels.id)).all().map(readRow)

/** The secrets of all of them. One that cannot be read has none: whoever looks through a text must not break by it. */
export const allSecrets = (db: Db): string[] =>
  db
    .select({ secrets: channels.secrets })
    .from(channels)
    .all()
    .flatMap(({ secrets }) => {
      try {
        return Object.values(JSON.parse(secrets) as Record<string, string>)
      } catch {
        return []
      }
    })

const isUsed = isNull(channels.disabled)

/** Those that are in use, by their ids. */
export const usedChannels = (db: Db): KeptChannel[] =>
  db.select().from(channels).where(isUsed).orderBy(asc(channels.id)).all().map(readRow)

/** Those that page, the first one first. */
export const pagingChannels = (db: Db): KeptChannel[] =>
  db
    .select()
    .from(channels)
    .where(and(isUsed, isNotNull(channels.pagingRank)))
    .orderBy(asc(channels.pagingRank), asc(channels.id))
    .all()
    .map(readRow)

/** Addresses of a system that are called for an event. */
export const hooksFor = (db: Db, event: string, system: string): KeptChannel[] =>
  usedChannels(db).filter(
    ({ hook }) => hook?.events.includes(event) === true && (hook.systems?.includes(system) ?? true),
  )

export const listChannels = (db: Db, query: ListQuery): Page<ChannelRecord> =>
  listPage(db, query, {
    table: channels,
    order: { by: { id: channels.id, type: channels.type }, tie: channels.id },
    columns: { type: channels.type },
    render: (row) => renderChannel(readRow(row)),
  })

export function putChannel(db: Db, { hook, settings, secrets, ...channel }: KeptChannel): void {
  const texts = {
    hook: hook === null ? null : JSON.stringify(hook),
    settings: JSON.stringify(settings),
    secrets: JSON.stringify(secrets),
  }
  const { id, ...rest } = { ...channel, ...texts }
  db.insert(channels)
    .values({ id, ...rest })
    .onConflictDoUpdate({ target: channels.id, set: rest })
    .run()
}

export const disableChannel = (db: Db, id: string, why: string, nowMs: number): void => {
  db.update(channels).set({ disabled: why, changedAt: nowMs }).where(eq(channels.id, id)).run()
}

export const removeChannel = (db: Db, id: string): void => {
  db.delete(channels).where(eq(channels.id, id)).run()
}
