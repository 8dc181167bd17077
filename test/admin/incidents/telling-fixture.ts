// Incidents, people and channels in the tables of the root, and what was written into the outbox about them. Nothing is sent
// here: what is looked at is what would be.

import { type Db, openDatabase } from '../../../admin/objects/root/database.ts'
import { openIncident } from '../../../admin/objects/root/incident/open-incident.ts'
import { type IncidentNews, tellIncident } from '../../../admin/objects/root/incident/tell-incident.ts'
import { notifications } from '../../../admin/objects/root/incident-schema.ts'
import { type KeptChannel, putChannel } from '../../../admin/objects/root/stores/channel-rows.ts'
import {
  findIncident,
  type Incident,
  type IncidentChange,
  saveIncident,
} from '../../../admin/objects/root/stores/incident-rows.ts'
import { type Notification, readNotification } from '../../../admin/objects/root/stores/notification-rows.ts'
import { putResponder } from '../../../admin/objects/root/stores/responder-rows.ts'
import { entriesAfter } from '../../../admin/objects/root/stores/timeline-rows.ts'
import type { Severity } from '../../../domain/incident/incident.ts'
import { inRoot } from '../deployment.ts'

export const minuteMs = 60_000

/** Works in the root's tables as one of its transactions, at the root's time. */
export const inTables = <T>(work: (db: Db, nowMs: number) => T): Promise<T> =>
  inRoot((root, state) => {
    const db = openDatabase(state.storage)
    return db.transaction(() => work(db, root.surroundings.now()))
  })

type Configured = Partial<KeptChannel> & Pick<KeptChannel, 'id' | 'type'>

export const channels = (...configured: readonly Configured[]): Promise<void> =>
  inTables((db, nowMs) => {
    const rest = { audiences: [], pagingRank: null, hook: null, settings: {}, secrets: {}, disabled: null }
    const made = { createdAt: nowMs, createdBy: 'test', changedAt: nowMs }
    for (const channel of configured) putChannel(db, { ...rest, ...made, ...channel })
  })

export const responders = (...people: readonly { id: string; name: string; rank?: number; slack?: string }[]) =>
  inTables((db) => {
    for (const person of people) putResponder(db, person)
  })

export const open = (severity: Severity = 1, more: { title?: string; systems?: readonly string[] } = {}) =>
  inTables((db, nowMs) => {
    const input = { title: 'Cards are refused', severity, systems: ['pay-gate'], source: 'person' as const, ...more }
    const newKey = () => crypto.randomUUID().replaceAll('-', '')
    return openIncident(db, input, { nowMs, by: 'ann', colos: [], newKey })
  })

/** Changes an incident as its commands do, and tells it. */
export const tell = (news: IncidentNews, change: IncidentChange = {}, id = 'i1'): Promise<Incident> =>
  inTables((db, nowMs) => {
    const isChanged = Object.keys(change).length > 0
    const changed = isChanged ? saveIncident(db, id, change) : (findIncident(db, id) as Incident)
    tellIncident(db, changed, news, { nowMs, by: 'ann' })
    return findIncident(db, id) as Incident
  })

export const close = (id = 'i1'): Promise<Incident> =>
  inTables((db, nowMs) => {
    const changed = saveIncident(db, id, { phase: 'closed', closedAt: nowMs })
    tellIncident(db, changed, { kind: 'closed' }, { nowMs, by: 'ann' })
    return findIncident(db, id) as Incident
  })

export const incident = (id = 'i1'): Promise<Incident> => inTables((db) => findIncident(db, id) as Incident)
export const timeline = (id = 'i1') => inTables((db) => entriesAfter(db, id, 0, 1_000))

/** In the order in which they were written. */
export const outbox = (): Promise<Notification[]> =>
  inTables((db) => db.select().from(notifications).orderBy(notifications.position).all().map(readNotification))

export const outboxOf = async (channel: string): Promise<Notification[]> =>
  (await outbox()).filter((one) => one.channel === channel)

/** What a location keeps of the status is forgotten: what is read then is from the root. */
export async function forgetStatus(): Promise<void> {
  await (await caches.open('status-page')).delete('https://status-page.invalid/')
}
