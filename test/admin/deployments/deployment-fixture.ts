// A deployment of the admin worker with a small map of systems, and what incidents and channels leave in its tables.

import { openDatabase } from '../../../admin/objects/root/database.ts'
import { openIncident } from '../../../admin/objects/root/incident/open-incident.ts'
import { channels, hotfixes, notifications, responders } from '../../../admin/objects/root/incident-schema.ts'
import { saveIncident } from '../../../admin/objects/root/stores/incident-rows.ts'
import { newestEntries } from '../../../admin/objects/root/stores/timeline-rows.ts'
import { noArm } from '../../../domain/guard/tick.ts'
import type { Phase, Severity } from '../../../domain/incident/incident.ts'
import type { SystemAnswer, SystemQuery } from '../../../protocol/telemetry.ts'
import { ask, get, inRoot, moveClock, post } from '../deployment.ts'

export const path = '/api/v1/deployments'

export const inDb = <T>(work: (db: ReturnType<typeof openDatabase>, nowMs: number) => T): Promise<T> =>
  inRoot((root, { storage }) => work(openDatabase(storage), root.surroundings.now()))

/** shop and mail depend on payments; app depends on shop. */
export async function mapSystems(): Promise<void> {
  const system = { owner: 'ann', paths: [], critical: false }
  const map = { payments: [], shop: ['payments'], mail: ['payments'], app: ['shop'], search: [] }
  for (const [id, dependsOn] of Object.entries(map)) {
    const body = { ...system, name: id, dependsOn, critical: id === 'shop' }
    await ask('PUT', `/api/v1/systems/${id}`, { body })
  }
}

export const announce = (more: object = {}) =>
  post(path, { system: 'payments', version: '2.14.1', previous: '2.14.0', ...more })
export const shown = async (id: string) => (await get(`${path}/${id}`)).body
export const rollBack = (id: string, more: object = {}) =>
  post(`${path}/${id}/rollback`, { reason: 'cards fail', ...more })

/** Opens one, as if a person had. */
export const openOne = (severity: Severity, phase: Phase = 'contain', systems = ['payments']): Promise<string> =>
  inDb((db, nowMs) => {
    const how = { nowMs, by: 'ann', colos: [], newKey: () => `key-${nowMs}-${Math.random()}` }
    const { id } = openIncident(db, { title: 'Payments fail', severity, systems, source: 'person' }, how)
    saveIncident(db, id, { phase })
    return id
  })

export const addHotfix = (incident: string, status: 'open' | 'abandoned' = 'open'): Promise<string> =>
  inDb((db, nowMs) => {
    const id = `${incident}-1`
    const row = { id, incident, number: 1, status, author: 'ann', facts: '{}', openedAt: nowMs, changedAt: nowMs }
    db.insert(hotfixes).values(row).run()
    return id
  })

export const addChannel = (id: string, more: object = {}): Promise<void> =>
  inDb((db, nowMs) => {
    const made = { createdAt: nowMs, createdBy: 'ann', changedAt: nowMs }
    const channel = { id, type: 'webhook', audiences: [], settings: '{}', secrets: '{"secret":"whsec_x"}', ...made }
    db.insert(channels)
      .values({ ...channel, ...more })
      .run()
  })

export const rollbackHook = (systems?: string[]) => ({ hook: JSON.stringify({ events: ['rollback'], systems }) })

export const addResponder = (id: string, rank: number): Promise<void> =>
  inDb((db) => {
    db.insert(responders)
      .values({ id, name: id, email: `${id}@example.com`, rank })
      .run()
  })

export const queued = () =>
  inDb((db) =>
    db
      .select()
      .from(notifications)
      .all()
      .map(({ message, ...row }) => ({ ...row, message: JSON.parse(message) })),
  )

export const timelineOf = (incident: string) => inDb((db) => newestEntries(db, incident, 100))

/** Telemetry that heard of a system when it is told to. */
export class Hearing {
  mode: 'answers' | 'throws' | 'hangs' = 'answers'
  lastAtMs: number | null = null

  async systemOutcomes({ sinceMs = 0 }: SystemQuery): Promise<SystemAnswer> {
    if (this.mode === 'throws') throw new Error('away')
    if (this.mode === 'hangs') return new Promise(() => {})
    const lastAtMs = this.lastAtMs !== null && this.lastAtMs > sinceMs ? this.lastAtMs : null
    return { arm: noArm, cursor: 0, lastAtMs }
  }

  arms(): Promise<never> {
    return Promise.reject(new Error('nothing is rolled out here'))
  }

  async takeOutcomes(): Promise<{ taken: true }> {
    return { taken: true }
  }
}

export async function listen(): Promise<Hearing> {
  const telemetry = new Hearing()
  await inRoot((root) => {
    root.surroundings.telemetry = () => telemetry
  })
  return telemetry
}

/** Lets time pass, and the alarm ring at the end of it. */
export async function later(ms: number): Promise<number> {
  await moveClock(ms)
  return inRoot(async (root) => {
    await root.alarm()
    return root.surroundings.now()
  })
}
