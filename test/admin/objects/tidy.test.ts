import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { definitions, idempotency, receipts, snapshotParts, snapshots } from '../../../admin/objects/root/schema.ts'
import { freshDeployments, get, inRoot, killFlag, moveClock, putDocument } from '../deployment.ts'

freshDeployments()

const day = 24 * 3_600_000
const passDays = async (days: number) => {
  await moveClock(days * day + 1)
  await inRoot((root) => root.alarm())
}
const rowsOf = (table: Parameters<ReturnType<ReturnType<typeof openDatabase>['select']>['from']>[0]) =>
  inRoot((_, { storage }) => openDatabase(storage).select().from(table).all().length)

describe('once a day', () => {
  it('old answers go', async () => {
    await killFlag('a', { headers: { 'idempotency-key': 'k' } })
    expect(await rowsOf(idempotency)).toBe(1)
    await passDays(1)
    expect(await rowsOf(idempotency)).toBe(0)
  })

  it('texts that were staged for nothing go, all others stay', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    await inRoot(async (root) => {
      await root.stageSnapshot({ revision: 'f'.repeat(64), parts: 2, documentOffset: 0, chars: 2 })
      await root.stageParts('f'.repeat(64), 0, ['x', 'y'])
      await root.stageDefinitions([{ hash: 'e'.repeat(64), text: '{}' }])
    })
    expect([await rowsOf(snapshots), await rowsOf(snapshotParts), await rowsOf(definitions)]).toEqual([3, 4, 2])
    await passDays(1)
    expect([await rowsOf(snapshots), await rowsOf(snapshotParts), await rowsOf(definitions)]).toEqual([2, 2, 1])
    expect((await get('/api/v1/document')).body.flags).toHaveProperty('a')
    expect((await get('/api/v1/flags/a/history')).body.items).toHaveLength(1)
  })

  it('receipts go after thirty days', async () => {
    const { seq } = (await killFlag('a')).body
    const sighting = { colo: 'FRA', epoch: 1, seq, count: 1, firstAgoMs: 0, lastAgoMs: 0 }
    await inRoot((root) => root.pull({ relay: 'oc', sightings: [sighting], colos: [] }))
    await passDays(29)
    expect(await rowsOf(receipts)).toBe(1)
    await passDays(2)
    expect(await rowsOf(receipts)).toBe(0)
  })

  it('kills, revisions and the audit log stay', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    await killFlag('a')
    await passDays(400)
    expect((await get('/api/v1/kills')).body.items).toHaveLength(1)
    expect((await get('/api/v1/revisions')).body.items).toHaveLength(2)
    expect((await get('/api/v1/audit/verify')).body).toEqual({ ok: true, checked: 2 })
  })
})
