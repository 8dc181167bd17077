// A regression in production, end to end, on real workerd: from the first user who fails because of it to the last one who is
// served it. Nothing is hastened: outcomes are told every 10 s and the guard looks every 10 s, as they are in production.

import { rmSync } from 'node:fs'
import { publishDocument } from '../../cli/local/publish-document.ts'
import { host } from '../../cli/local/worker-options.ts'
import type { FlagDefinition } from '../../domain/flag/flag-document.ts'
import type { Policy } from '../../domain/rollout/policy.ts'
import { startBoth, token } from '../control/both-workers.ts'
import { type Benchmark, type Row, significant } from '../report.ts'
import { openShop, type Shop } from '../revert/shop.ts'

const ports = { evaluator: 18_797, admin: 18_798 }
const admin = `http://${host}:${ports.admin}`

const standardRuns = 5
const treatedPerSecond = 20
const failureRate = 0.01
const points = 0.15
const flushEveryMs = 10_000
/** Healthy traffic before the regression, so that there is a control; its end is drawn within one flush. */
const healthyMs = 30_000
const limitMs = 60_000
/** A run that is not reverted by then is broken, not slow. */
const patienceMs = 180_000
/** With 20 of them a second, so long without a treated user means that there is none. */
const quietMs = 2_000

/** Half of the users in the first stage: a revert from there ends the rollout with the flag off. */
const policy: Policy = {
  name: 'bench-revert',
  alpha: 0.01,
  holdbackPercent: 5,
  stages: [stage('half', 50), stage('all', 100)],
}

function stage(name: string, percent: number): Policy['stages'][number] {
  return {
    name,
    percent,
    minDurationMinutes: 60,
    maxHoldMinutes: 120,
    criteria: [
      { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
    ],
  }
}

const offForAll: FlagDefinition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  fuseboard: { offVariant: 'off' },
}

interface Revert {
  /** From the first user who failed because of the regression. */
  readonly decidedMs: number
  readonly enforcedMs: number
}

export const revert: Benchmark = {
  name: 'revert',
  title: `from the first failing user of a +15-point regression at ${treatedPerSecond} treated users a second to the last one who is served it, ${standardRuns} runs unless --runs says otherwise, real workerd on this machine`,
  ratioMeaning: `the ${limitMs / 1_000} s that are allowed over the time`,
  async run(progress, { runs = standardRuns } = {}) {
    const folders: string[] = []
    progress('bundling and starting both workers')
    const workers = await startBoth(ports, folders)
    try {
      const flags = Array.from({ length: runs }, (_, i) => `fix-${i + 1}`)
      const document = { flags: Object.fromEntries(flags.map((flag) => [flag, offForAll])) }
      const published = await publishDocument({ url: admin, token }, document)
      if (!published.ok) throw new Error(published.error)
      await call('POST', '/api/v1/policies', policy)
      const reverts: Revert[] = []
      for (const flag of flags) {
        progress(`run ${reverts.length + 1} of ${runs}: about a minute and a half`)
        reverts.push(await revertOnce(flag))
      }
      return [
        ...rowsOf(
          'decided',
          reverts.map(({ decidedMs }) => decidedMs),
        ),
        ...rowsOf(
          'enforced',
          reverts.map(({ enforcedMs }) => enforcedMs),
        ),
      ]
    } finally {
      await workers.stop()
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function revertOnce(flag: string): Promise<Revert> {
  const started = await call('POST', '/api/v1/rollouts', { flag, variant: 'on', policy: policy.name, reason: 'bench' })
  const { id } = started as { id: string }
  const shop = openShop({
    evaluator: `http://${host}:${ports.evaluator}`,
    flag,
    perSecond: treatedPerSecond * 2,
    failureRate,
    flushEveryMs,
    firstFlushMs: Math.random() * flushEveryMs,
  })
  try {
    await until(() => shop.served.on > 0, `${flag} to be served`)
    await pause(healthyMs + Math.random() * flushEveryMs)
    const before = await read(id)
    if (before.status !== 'running') throw new Error(`${flag} was ${before.status} before anything failed`)
    shop.regress(points)
    return await watchRevert(id, shop)
  } finally {
    await shop.stop()
  }
}

async function watchRevert(id: string, shop: Shop): Promise<Revert> {
  await until(() => shop.firstFailureAt !== null, 'a user to fail')
  const begunAt = shop.firstFailureAt!
  let rollout = await read(id)
  while (rollout.status === 'running') {
    if (Date.now() - begunAt > patienceMs) throw new Error(`not reverted within ${patienceMs / 1_000} s`)
    await pause(500)
    rollout = await read(id)
  }
  const decision = rollout.events.find(({ kind }) => kind === 'killed')
  if (decision === undefined) throw new Error(`${id} ended as ${rollout.status}, not by the guard`)
  await until(() => Date.now() - shop.lastOnAt > quietMs, 'the revert to be enforced')
  if (shop.unanswered > 0) throw new Error(`${shop.unanswered} evaluations or beacons were not answered`)
  // Both workers and the users read one clock: they are on one machine.
  return { decidedMs: Math.max(1, Date.parse(decision.at) - begunAt), enforcedMs: shop.lastOnAt - begunAt }
}

interface Told {
  readonly status: string
  readonly events: readonly { readonly at: string; readonly kind: string }[]
}

const read = async (id: string): Promise<Told> => (await call('GET', `/api/v1/rollouts/${id}`)) as Told

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(admin + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1_000} s for ${what}`)
    await pause(50)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** With few runs the worst stands for the p99. */
function rowsOf(name: string, times: readonly number[]): Row[] {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! / 1_000
  const row = (subject: string, value: number, isGoal: boolean): Row => ({
    case: name,
    subject,
    value,
    unit: 's',
    ratio: limitMs / 1_000 / value,
    ...(isGoal && {
      goals: [
        { wanted: `p99 ≤ ${limitMs / 1_000} s`, met: value <= limitMs / 1_000, found: `${significant(value)} s` },
      ],
    }),
  })
  return [row('median', at(0.5), false), row(`worst of ${times.length}`, at(1), name === 'enforced')]
}
