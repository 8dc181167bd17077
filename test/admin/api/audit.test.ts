import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { audit, position } from '../../../admin/objects/root/schema.ts'
import { ask, freshDeployments, get, inRoot, killFlag, putDocument, tokenWith } from '../deployment.ts'

freshDeployments()

const path = '/api/v1/audit'
const verify = async () => (await get(`${path}/verify`)).body

describe('the audit log', () => {
  it('has a row for every change, newest first', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    const { body } = await killFlag('a')
    await killFlag('a')
    await ask('DELETE', `/api/v1/kills/${body.id}?reason=over`)
    const { items } = (await get(path)).body
    expect(items.map(({ id, action }: Record<string, unknown>) => `${id} ${action}`)).toEqual([
      '4 kill.lift',
      '3 kill.repeat',
      '2 kill.create',
      '1 document.commit',
    ])
    expect(items[2]).toMatchObject({
      actor: 'boot',
      subject: body.id,
      detail: { seq: body.seq, target: { flag: 'a' }, reason: 'test' },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('can be searched by actor and action', async () => {
    const token = await tokenWith(['kill'], 'ann')
    await killFlag('a', { token })
    await killFlag('b')
    const { items } = (await get(`${path}?action=kill.create`)).body
    expect(items).toHaveLength(2)
    const mine = (await get(`${path}?actor=${items[1].actor}`)).body.items
    expect(mine).toMatchObject([{ action: 'kill.create', detail: { target: { flag: 'a' } } }])
  })

  it('never holds a secret', async () => {
    const token = await tokenWith(['kill'], 'ann')
    const text = JSON.stringify((await get(path)).body)
    expect(text).not.toContain(token)
    expect(text).not.toContain(token.split('_')[2])
  })
})

describe('the chain', () => {
  const tamper = (work: (db: ReturnType<typeof openDatabase>) => void) =>
    inRoot((_, { storage }) => work(openDatabase(storage)))

  async function threeKills(): Promise<void> {
    for (const flag of ['a', 'b', 'c']) await killFlag(flag)
  }

  it('holds when nobody touches it', async () => {
    expect(await verify()).toEqual({ ok: true, checked: 0 })
    await threeKills()
    expect(await verify()).toEqual({ ok: true, checked: 3 })
  })

  it.each<[string, Partial<typeof audit.$inferInsert>]>([
    ['detail', { detail: '{"target":{"flag":"z"}}' }],
    ['actor', { actor: 'somebody' }],
    ['time', { at: 1 }],
    ['hash', { hash: 'f'.repeat(64) }],
  ])('breaks where a %s is changed', async (_, change) => {
    await threeKills()
    await tamper((db) => db.update(audit).set(change).where(eq(audit.id, 2)).run())
    expect(await verify()).toEqual({ ok: false, checked: 1, brokenAt: 2 })
  })

  it('breaks where a row is missing', async () => {
    await threeKills()
    await tamper((db) => db.delete(audit).where(eq(audit.id, 2)).run())
    expect(await verify()).toMatchObject({ ok: false, brokenAt: 2 })
  })

  it('breaks where its end is cut off', async () => {
    await threeKills()
    await tamper((db) => db.delete(audit).where(eq(audit.id, 3)).run())
    expect(await verify()).toEqual({ ok: false, checked: 2, brokenAt: 3 })
  })

  it('breaks where a row is put in that nobody wrote', async () => {
    await threeKills()
    await tamper((db) => {
      const forged = {
        id: 4,
        at: 1,
        actor: 'boot',
        action: 'kill.lift',
        subject: 'k1',
        detail: '{}',
        hash: '0'.repeat(64),
      }
      db.insert(audit).values(forged).run()
    })
    expect(await verify()).toEqual({ ok: false, checked: 3, brokenAt: 4 })
  })

  it('breaks where all of it is gone', async () => {
    await threeKills()
    await tamper((db) => {
      db.delete(audit).run()
      db.update(position).set({ auditId: 0 }).run()
    })
    expect(await verify()).toMatchObject({ ok: false })
  })
})
