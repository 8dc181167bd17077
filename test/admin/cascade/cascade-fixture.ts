// A small shop with changes of the last hour, and telemetry of its systems in our hands.

import { openDatabase } from '../../../admin/objects/root/database.ts'
import { openIncidents, saveIncident } from '../../../admin/objects/root/stores/incident-rows.ts'
import { newestEntries } from '../../../admin/objects/root/stores/timeline-rows.ts'
import type { SystemAnswer, SystemQuery } from '../../../protocol/telemetry.ts'
import { ask, get, inRoot, moveClock, post, putDocument } from '../deployment.ts'
import { addChannel, rollbackHook } from '../deployments/deployment-fixture.ts'
import { FakeProviders, provide } from '../outbox/outbox-fixture.ts'
import { alarm, FakeTelemetry, offFlag, onFlag, quick, start, surround } from '../rollouts/rollout-fixture.ts'

export const hourMs = 3_600_000

/** 100 units a second of every system, of which 1 % fail unless told otherwise. */
export class FakeSystems extends FakeTelemetry {
  /** Shares that fail now. */
  rates: Record<string, number> = {}
  /** Systems that do not answer. */
  readonly away = new Set<string>()
  hours = 360_000
  readonly queries: SystemQuery[] = []
  #cursor = 0

  override async systemOutcomes(query: SystemQuery): Promise<SystemAnswer> {
    this.queries.push(query)
    if (this.mode === 'throws' || this.away.has(query.system)) throw new Error('away')
    if (this.mode === 'hangs') return new Promise(() => {})
    const isHour = query.untilMs !== undefined
    const units = isHour ? this.hours : 1_000
    const rate = isHour ? 0.01 : (this.rates[query.system] ?? 0.01)
    this.#cursor++
    const arm = { units, failing: Math.round(units * rate), converted: 0, latency: {} }
    return { arm, requests: false, cursor: this.#cursor, lastAtMs: null }
  }
}

const system = (dependsOn: readonly string[], critical = false) => ({
  name: 'n',
  owner: 'o',
  paths: [],
  dependsOn,
  critical,
  approval: false,
})

const inSystem = (name: string, kind = 'ops') => ({ kind, system: name })

/**
 * As it was for hours: everything is off, and checkout and mail depend on payments; search depends on nothing. Only payments
 * has an address that takes its deployments back.
 */
export async function shop(): Promise<FakeSystems> {
  const telemetry = new FakeSystems()
  await surround(telemetry, { local: true })
  await provide(new FakeProviders())
  await addChannel('hook', rollbackHook(['payments']))
  await ask('PUT', '/api/v1/systems/payments', { body: system([]) })
  for (const id of ['checkout', 'mail']) await ask('PUT', `/api/v1/systems/${id}`, { body: system(['payments']) })
  await ask('PUT', '/api/v1/systems/search', { body: system([], true) })
  await write({ removed: offFlag(inSystem('payments')) })
  await ask('POST', '/api/v1/policies', { body: quick })
  await moveClock(2 * hourMs)
  return telemetry
}

const flags = {
  a: offFlag(inSystem('payments', 'release')),
  edited: offFlag(inSystem('payments')),
  gated: onFlag(inSystem('payments')),
  elsewhere: offFlag(inSystem('search')),
  nowhere: offFlag({ kind: 'ops' }),
}

/** Writes the shop's flags with changes in them. */
export const write = (changed: Record<string, unknown>) => putDocument({ flags: { ...flags, ...changed } })

export const on = (name: string) => onFlag(inSystem(name))
export const onNowhere = onFlag({ kind: 'ops' })

export const inDb = <T>(work: (db: ReturnType<typeof openDatabase>) => T): Promise<T> =>
  inRoot((_, { storage }) => work(openDatabase(storage)))

/** A deployment goes live now. Answers its id. */
export async function deployNow(of: string, more: Record<string, unknown> = {}): Promise<string> {
  const told = await post('/api/v1/deployments', { system: of, version: '1.4.2', ...more })
  if (told.status !== 201) throw new Error(JSON.stringify(told.body))
  return told.body.id
}

/** Lets seconds pass, with a tick every ten. */
export async function tick(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    await moveClock(10_000)
    await alarm()
  }
}

export const watches = async () => (await get('/api/v1/watches')).body.items
export const watchOf = async (name: string) =>
  (await watches()).find(({ system: other }: { system: string }) => other === name)
export const cascades = async () => (await get('/api/v1/cascades')).body.items
export const incidents = () => inDb(openIncidents)
export const timeline = (id = 'i1') => inDb((db) => newestEntries(db, id, 100))
export const close = (id = 'i1') => inDb((db) => void saveIncident(db, id, { phase: 'closed' }))

export const broken = { payments: 0.1, checkout: 0.09 }

/** A deployment, a rollout and two edits of flags, all within the hour; then two systems break. */
export async function afterChanges(): Promise<FakeSystems> {
  const telemetry = await shop()
  await deployNow('payments', { flags: ['gated', 'removed'], rollbackHook: 'hook' })
  await write({ edited: on('payments'), fresh: on('checkout'), elsewhere: on('search'), nowhere: onNowhere })
  await start()
  await tick(30)
  return telemetry
}
