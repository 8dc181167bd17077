// `kill -9` of everything in the middle of a thousand writes: what was acknowledged is there afterwards, with its audit
// row; what was not is there as a whole or not at all; and publishing comes to its end.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle } from '../../../cli/local/bundle.ts'
import { sha256Hex } from '../../../protocol/checksum.ts'
import { Deployment, type Place, root } from './deployment.ts'
import { type Acknowledged, nothingYet, write } from './writers.ts'

let place: Place
let deployment: Deployment | undefined

beforeAll(async () => {
  const bundled = await bundle(root, join(root, 'admin', 'wrangler.toml'))
  if (!bundled.ok) throw new Error(bundled.error)
  place = { bundleDir: bundled.value, stateDir: await mkdtemp(join(tmpdir(), 'fuseboard-durability-')) }
})

afterAll(async () => {
  await deployment?.kill()
  await Promise.all([place.bundleDir, place.stateDir].map((dir) => rm(dir, { recursive: true, force: true })))
})

const total = 1_000

it('every acknowledged write survives, with its audit row', async () => {
  const record = nothingYet()
  for (const [life, end] of [300, 550].entries()) {
    deployment = await Deployment.start(place)
    const dying = new Promise<void>((resolve) => {
      write(deployment as Deployment, life, total, record, () => {
        if (record.count === end) resolve((deployment as Deployment).kill())
      })
    })
    await dying
  }
  deployment = await Deployment.start(place)
  await write(deployment, 2, 100, record, () => {})
  expect(record.count).toBeGreaterThan(600)
  await checkRows(deployment, record)
  await checkAudit(deployment, record)
  await checkPublished(deployment)
}, 180_000)

async function checkRows(after: Deployment, { kills, lifts, tokens, systems, revisions }: Acknowledged): Promise<void> {
  const killed = new Map((await after.list('/api/v1/kills?all=true')).map((kill) => [kill.id, kill]))
  for (const [id, { seq, flag }] of kills) expect(killed.get(id)).toMatchObject({ seq, target: { flag } })
  for (const [id, { seq }] of lifts) expect(killed.get(id)).toMatchObject({ liftedSeq: seq })
  const kept = new Set((await after.list('/api/v1/tokens')).map(({ id }) => id))
  for (const id of tokens.keys()) expect(kept).toContain(id)
  const [first] = tokens.values()
  expect((await after.ask('GET', '/api/v1/head', undefined, first)).status).toBe(200)
  const mapped = new Set((await after.list('/api/v1/systems')).map(({ id }) => id))
  for (const id of systems) expect(mapped).toContain(id)
  const written = new Set((await after.list('/api/v1/revisions')).map(({ revision }) => revision))
  for (const revision of revisions) expect(written).toContain(revision)
}

/** Every row of every table has its audit row, acknowledged or not: both were one transaction. */
async function checkAudit(after: Deployment, record: Acknowledged): Promise<void> {
  const rows = await after.list('/api/v1/audit')
  const subjects = (action: string) =>
    rows
      .filter((row) => row.action === action)
      .map(({ subject }) => subject)
      .sort()
  const kills = await after.list('/api/v1/kills?all=true')
  expect(subjects('kill.create')).toEqual(kills.map(({ id }) => id).sort())
  expect(subjects('kill.lift')).toEqual(kills.flatMap(({ id, liftedAt }) => (liftedAt ? [id] : [])).sort())
  expect(subjects('token.create')).toEqual((await after.list('/api/v1/tokens')).map(({ id }) => id).sort())
  expect(subjects('system.put')).toEqual((await after.list('/api/v1/systems')).map(({ id }) => id).sort())
  const revisions = (await after.list('/api/v1/revisions')).filter(({ number }) => number > 0)
  expect(subjects('document.commit')).toEqual(revisions.map(({ revision }) => revision).sort())
  expect(rows.length).toBeGreaterThanOrEqual(record.count)
  const verdict = await after.ask('GET', '/api/v1/audit/verify')
  expect(verdict.body).toEqual({ ok: true, checked: rows.length })
}

async function checkPublished(after: Deployment): Promise<void> {
  await expect
    .poll(async () => (await after.ask('GET', '/healthz')).body.pendingPublishes, { timeout: 30_000, interval: 200 })
    .toBe(0)
  const { seq, revision, committedRevision, kills } = (await after.ask('GET', '/api/v1/head')).body
  expect(revision).toBe(committedRevision)
  expect(JSON.parse((await after.readKv('head')) ?? 'null')).toMatchObject({ epoch: 1, seq, revision, kills })
  const text = await after.readKv(`snapshot/${revision}`)
  expect(await sha256Hex(text ?? '')).toBe(revision)
}
