// A deployment with a flag to roll out, a policy of minutes, and telemetry in our hands.

import type { ArmTick } from '../../../domain/guard/tick.ts'
import { noArm } from '../../../domain/guard/tick.ts'
import type { OutcomeBatch } from '../../../protocol/outcomes.ts'
import type { ArmsAnswer, ArmsQuery, SystemAnswer, SystemQuery } from '../../../protocol/telemetry.ts'
import { ask, get, inRoot, moveClock, post, putDocument } from '../deployment.ts'

const criteria = [
  { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
]
const stage = (name: string, percent: number) => ({
  name,
  percent,
  minDurationMinutes: 1,
  maxHoldMinutes: 30,
  criteria,
})

/** 10 % → 50 % → everybody, at least a minute each. */
export const quick = { name: 'quick', stages: [stage('canary', 10), stage('half', 50), stage('all', 100)] }

/** Staff first. */
export const staffed = {
  name: 'staffed',
  stages: [
    {
      name: 'internal',
      audience: 'internal',
      minDurationMinutes: 1,
      maxHoldMinutes: 30,
      criteria: [{ id: 'limit', metric: 'failures', compare: 'limit', below: 0.05, proof: 'noHarm', minUnits: 5 }],
    },
    ...quick.stages,
  ],
}

export const isStaff = { ends_with: [{ var: 'email' }, '@example.com'] }
export const offFlag = (fuseboard: Record<string, unknown> = { kind: 'release' }) => ({
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  fuseboard: { offVariant: 'off', ...fuseboard },
})
export const onFlag = (fuseboard: Record<string, unknown> = { kind: 'release' }) => ({
  ...offFlag(fuseboard),
  defaultVariant: 'on',
})

/** What the telemetry objects answer. Each answer is new telemetry. */
export class FakeTelemetry {
  mode: 'answers' | 'throws' | 'hangs' = 'answers'
  asked: ArmsQuery[] = []
  /** Units of both arms in a tick; the treated share is handed in. */
  units = 100_000
  share = 0.1
  /** Shares that fail. */
  treatedFails = 0
  controlFails = 0
  #cursor = 0

  /** Batches that were handed in. */
  readonly taken: OutcomeBatch[] = []

  async takeOutcomes(batch: OutcomeBatch): Promise<{ taken: true }> {
    this.taken.push(batch)
    return { taken: true }
  }

  async arms(query: ArmsQuery): Promise<ArmsAnswer> {
    this.asked.push(query)
    if (this.mode === 'throws') throw new Error('away')
    if (this.mode === 'hangs') return new Promise(() => {})
    const treated = this.#arm(Math.round(this.units * this.share), this.treatedFails)
    const control = this.#arm(Math.round(this.units * (1 - this.share)), this.controlFails)
    this.#cursor++
    return { tick: { treated, control, requests: false }, cursor: this.#cursor, lastAtMs: null }
  }

  async systemOutcomes(_query: SystemQuery): Promise<SystemAnswer> {
    return { arm: noArm, cursor: 0, lastAtMs: null }
  }

  #arm(units: number, fails: number): ArmTick {
    return units === 0 ? noArm : { units, failing: Math.round(units * fails), converted: 0, latency: {} }
  }
}

/** Also after an eviction: what is in the root's memory is gone then. The clock goes on from `atMs`. */
export async function surround(
  telemetry: FakeTelemetry,
  { local = false, atMs }: { local?: boolean; atMs?: number } = {},
) {
  await inRoot((root) => {
    root.surroundings.telemetry = () => telemetry
    root.surroundings.local = local
    if (atMs !== undefined) {
      const moved = atMs - Date.now()
      root.surroundings.now = () => Date.now() + moved
    }
  })
}

export const nowMs = (): Promise<number> => inRoot((root) => root.surroundings.now())
export const alarm = (): Promise<void> => inRoot((root) => root.alarm())

/** A flag that is off for everybody, the policies, and telemetry. */
export async function deploy(flags: Record<string, unknown> = { a: offFlag() }): Promise<FakeTelemetry> {
  const telemetry = new FakeTelemetry()
  await surround(telemetry, { local: true })
  await putDocument({ flags, $evaluators: { internal: isStaff } })
  for (const policy of [quick, staffed]) await post('/api/v1/policies', policy)
  await surround(telemetry)
  return telemetry
}

export const start = (more: Record<string, unknown> = {}, token?: string) =>
  post(
    '/api/v1/rollouts',
    { flag: 'a', variant: 'on', policy: 'quick', reason: 'test', ...more },
    token === undefined ? {} : { token },
  )
export const steer = (id: string, step: string, token?: string) =>
  post(`/api/v1/rollouts/${id}/${step}`, { reason: 'test' }, token === undefined ? {} : { token })
export const rollout = async (id = 'r1') => (await get(`/api/v1/rollouts/${id}`)).body

/** Lets seconds pass, with a tick every ten; telemetry follows the stage. */
export async function pass(seconds: number, telemetry: FakeTelemetry, id = 'r1'): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    const { stages, stage: index } = await rollout(id)
    telemetry.share = Math.min(stages[index].percent ?? 1, 95) / 100
    await moveClock(10_000)
    await alarm()
  }
}

/** Percent of everybody in the committed document: 100 for everybody, 0 for nobody. */
export async function percentOf(key = 'a'): Promise<number | undefined> {
  const flag = (await get('/api/v1/document')).body.flags[key]
  if (flag === undefined) return undefined
  const shareIn = (rule: Record<string, unknown> | undefined): number => {
    if (rule === undefined) return flag.defaultVariant === 'on' ? 100 : 0
    if (Array.isArray(rule.if)) return typeof rule.if[2] === 'string' ? 0 : shareIn(rule.if[2])
    const buckets = rule.fractional as [string, number][]
    return (buckets.find(([name]) => name === 'on')?.[1] ?? 0) / 1000
  }
  return flag.state === 'DISABLED' ? 0 : shareIn(flag.targeting)
}

export const kills = async () => (await get('/api/v1/kills')).body.items
export const put = (path: string, body: unknown) => ask('PUT', path, { body, headers: { 'if-match': '*' } })
