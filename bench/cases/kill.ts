// From the call that kills to the first answer that is off, under load, on real workerd: both workers, relays and KV in one
// local process, so there are no round trips between places in it. The same again while KV fails throughout.

import { rmSync } from 'node:fs'
import { Miniflare } from 'miniflare'
import { publishDocument } from '../../cli/local/publish-document.ts'
import { localState } from '../../cli/local/run-workers.ts'
import { adminOptions, evaluatorOptions, host } from '../../cli/local/worker-options.ts'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { bundleBoth, newFolder, root, token } from '../control/both-workers.ts'
import { faultyKvScript } from '../kill/faulty-kv.ts'
import { type Seen, type SteadyUsers, startUsers } from '../kill/steady-users.ts'
import { type Benchmark, type Goal, type Row, significant } from '../report.ts'

const ports = { evaluator: 18_787, admin: 18_788, kv: 18_789 }
const admin = `http://127.0.0.1:${ports.admin}`
const flagUrl = `http://127.0.0.1:${ports.evaluator}/ofrep/v1/evaluate/flags/checkout`

const userCount = 8
const killsWorking = 40
/** Fewer: two minutes after KV began to fail every flag is off, by the failure policy. */
const killsFailing = 20
/** Answers per second are compared over this long before, right after and well after a kill. */
const windowMs = 500
/** Longer than the lease: a kill that is not seen by then was not enforced. */
const patienceMs = 5_000

const document: FlagDocument = {
  flags: {
    checkout: {
      state: 'ENABLED',
      variants: { on: true, off: false },
      defaultVariant: 'on',
      fuseboard: { offVariant: 'off', strict: true },
    },
  },
}

interface Kill {
  /** From the call to the first off answer, and to the last on answer. */
  readonly firstOffMs: number
  readonly lastOnMs: number
  readonly rates: readonly [before: number, during: number, after: number]
}

export const kill: Benchmark = {
  name: 'kill',
  title: `from the kill call to enforcement, ${userCount} users asking without pause, ${killsWorking} kills while KV works and ${killsFailing} while it fails, real workerd on this machine`,
  ratioMeaning: 'for times the 2.5 s lease over the time; for answers per second the rate over that before the kill',
  async run(progress) {
    const leavings: string[] = []
    progress('bundling and starting both workers')
    const workers = await startWorkers(leavings)
    try {
      const published = await publishDocument({ url: admin, token }, document)
      if (!published.ok) throw new Error(published.error)
      const rows = await killMany('KV working', killsWorking, progress)
      await fetch(`http://127.0.0.1:${ports.kv}/fail`)
      rows.push(...(await killMany('KV failing', killsFailing, progress)))
      return rows
    } finally {
      await workers.dispose()
      for (const folder of leavings) rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** `leavings` takes the folders to remove at the end. */
async function startWorkers(leavings: string[]): Promise<Miniflare> {
  const { evaluatorDir, adminDir } = await bundleBoth(leavings)
  const behindStandIn = {
    kvNamespaces: {},
    serviceBindings: { FLAGS_KV: { name: 'kv-stand-in', entrypoint: 'Store' } },
  }
  const evaluator = await evaluatorOptions({ root, dir: evaluatorDir, port: ports.evaluator }, true)
  const control = await adminOptions({ root, dir: adminDir, port: ports.admin }, { token })
  const standIn = {
    name: 'kv-stand-in',
    modules: true as const,
    script: faultyKvScript,
    compatibilityDate: evaluator.compatibilityDate,
    kvNamespaces: { REAL_KV: 'flags' },
    unsafeDirectSockets: [{ host, port: ports.kv }],
  }
  const miniflare = new Miniflare({
    ...localState(newFolder(leavings)),
    workers: [{ ...evaluator, ...behindStandIn }, { ...control, ...behindStandIn }, standIn],
  })
  await miniflare.ready
  return miniflare
}

async function killMany(name: string, count: number, progress: (text: string) => void): Promise<Row[]> {
  const users = startUsers(flagUrl, userCount)
  const kills: Kill[] = []
  try {
    for (let i = 0; i < count; i++) {
      if (i % 10 === 0) progress(`${name}: kill ${i + 1} of ${count}`)
      kills.push(await killOnce(users))
    }
  } finally {
    await users.stop()
  }
  return rowsOf(name, kills, users.failures)
}

async function killOnce(users: SteadyUsers): Promise<Kill> {
  await until(() => users.seen.at(-1)?.on === true)
  // Not in step with the refreshes: a kill comes at any moment of a lease.
  await pause(windowMs + Math.random() * 500)
  const from = users.seen.length
  const calledAt = performance.now()
  const response = await call('POST', '/api/v1/kills', { target: { flag: 'checkout' }, reason: 'bench' })
  const { id } = (await response.json()) as { id: string }
  await until(() => users.seen.at(-1)?.on === false)
  await pause(windowMs)
  const after = users.seen.slice(from).filter(({ atMs }) => atMs >= calledAt)
  const firstOff = after.find(({ on }) => !on)!.atMs
  const lastOn = after.findLast(({ on }) => on)?.atMs ?? calledAt
  await pause(windowMs)
  const endedAt = performance.now()
  const rates = [calledAt - windowMs, calledAt, endedAt - windowMs].map((start) => rate(users.seen, start)) as [
    number,
    number,
    number,
  ]
  await call('DELETE', `/api/v1/kills/${id}?reason=bench`)
  users.seen.length = 0
  return { firstOffMs: firstOff - calledAt, lastOnMs: lastOn - calledAt, rates }
}

function rate(seen: readonly Seen[], startMs: number): number {
  const count = seen.filter(({ atMs }) => atMs >= startMs && atMs < startMs + windowMs).length
  return (count * 1_000) / windowMs
}

async function call(method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(admin + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`no change seen within ${patienceMs} ms`)
    await pause(2)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function rowsOf(name: string, kills: readonly Kill[], failures: number): Row[] {
  const lease = 2_500
  const times = (subject: string, values: number[]): Row[] => {
    values.sort((a, b) => a - b)
    const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))]!
    const row = (label: string, value: number, goals: Goal[] = []): Row => {
      return { case: name, subject: `${subject}, ${label}`, value, unit: 'ms', ratio: lease / value, goals }
    }
    const goal = (wanted: string, limit: number, value: number): Goal => ({
      wanted,
      met: value <= limit,
      found: `${significant(value)} ms`,
    })
    return [
      row('p50', at(0.5)),
      row('p99', at(0.99), [goal('≤ 1.5 s', 1_500, at(0.99))]),
      row('worst', at(1), [goal('≤ 2.5 s', lease, at(1))]),
    ]
  }
  const mean = (window: 0 | 1 | 2): number => kills.reduce((sum, { rates }) => sum + rates[window], 0) / kills.length
  const rates = (['before', 'during', 'after'] as const).map((label, window): Row => {
    const value = mean(window as 0 | 1 | 2)
    return { case: name, subject: `answers, ${label} a kill`, value, unit: '/s', ratio: value / mean(0) }
  })
  const errors: Row = {
    case: name,
    subject: 'answers that failed',
    value: failures,
    unit: '',
    ratio: 1,
    goals: [{ wanted: 'none', met: failures === 0, found: String(failures) }],
  }
  return [
    ...times(
      'first off answer',
      kills.map(({ firstOffMs }) => firstOffMs),
    ),
    ...times(
      'last on answer',
      kills.map(({ lastOnMs }) => Math.max(lastOnMs, 1)),
    ),
    ...rates,
    errors,
  ]
}
