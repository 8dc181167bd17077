import { beforeEach, describe, expect, it } from 'vitest'
import { recentChanges } from '../../../admin/objects/root/deployment/ledger.ts'
import type { LedgerEntry } from '../../../protocol/admin-deployment.ts'
import { ask, freshDeployments, get, inRoot, killFlag, moveClock, post, problem, putDocument } from '../deployment.ts'
import { deploy, offFlag, start, steer } from '../rollouts/rollout-fixture.ts'
import { announce, inDb, mapSystems } from './deployment-fixture.ts'

freshDeployments()

const ledger = async (query = ''): Promise<LedgerEntry[]> => (await get(`/api/v1/ledger${query}`)).body.items
const lines = (entries: readonly LedgerEntry[]) =>
  entries.map(({ kind, subject, raises }) => `${kind} ${subject}${raises ? ' raises' : ''}`)

describe('the ledger', () => {
  beforeEach(mapSystems)

  it('has flags, kills, lifts, deployments and configuration in one order, and says what raises', async () => {
    await putDocument({ flags: { a: { enabled: true, fuseboard: { system: 'shop' } }, b: { enabled: false } } })
    await putDocument({ flags: { a: { enabled: false, fuseboard: { system: 'shop' } }, b: { enabled: true } } })
    const { id } = (await killFlag('a')).body
    await ask('DELETE', `/api/v1/kills/${id}?reason=fixed`)
    await announce({ system: 'shop', version: '3' })
    const found = await ledger('?limit=9')
    expect(lines(found)).toEqual([
      'deployment d1 raises',
      'deployment d1',
      `lift ${id} raises`,
      `kill ${id}`,
      'flag b@2 raises',
      'flag a@2',
      'flag b@1',
      'flag a@1 raises',
      'configuration search',
    ])
    expect(found[0]!.text).toBe('shop 3 live')
    expect(found[3]).toMatchObject({ flag: 'a', system: 'shop', text: '"a" killed: test' })
    expect(found[5]).toMatchObject({ flag: 'a', number: 2, system: 'shop', text: '"a" changed: test' })
    expect(found[8]!.text).toBe('the system search was written')
  })

  it('is filtered by kind, system, author and time', async () => {
    await putDocument({ flags: { a: { enabled: true, fuseboard: { system: 'shop' } }, b: { enabled: true } } })
    const from = await inRoot((root) => new Date(root.surroundings.now() + 1).toISOString())
    await moveClock(60_000)
    await post('/api/v1/kills', { target: { all: true }, reason: 'all' })
    expect(lines(await ledger('?kind=flag'))).toEqual(['flag b@1 raises', 'flag a@1 raises'])
    expect(lines(await ledger('?system=shop'))).toEqual(['kill k2', 'flag a@1 raises', 'configuration shop'])
    expect(lines(await ledger(`?from=${from}`))).toEqual(['kill k2'])
    expect(lines(await ledger(`?to=${from}&kind=kill`))).toEqual([])
    expect(await ledger('?by=nobody')).toEqual([])
    expect(await ledger('?by=boot')).toHaveLength(8)
    expect(problem(await get('/api/v1/ledger?kind=x'))).toBe('400 invalid-query')
  })

  it('is read page by page without losing or doubling anything, within a commit too', async () => {
    const flags = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`f${i}`, { enabled: true }]))
    await putDocument({ flags })
    const whole = await ledger()
    const pages: LedgerEntry[] = []
    let cursor = ''
    do {
      const { items, next = '' } = (await get(`/api/v1/ledger?limit=3${cursor}`)).body
      pages.push(...items)
      cursor = next === '' ? '' : `&cursor=${next}`
    } while (cursor !== '')
    expect(pages).toEqual(whole)
    expect(whole).toHaveLength(12)
    const ascending = await ledger('?sort=at&limit=500')
    expect(ascending).toEqual([...whole].reverse())
  })

  it('tells the root what changed lately, newest first', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    await moveClock(60 * 60_000)
    await announce()
    const recent = await inDb((db, nowMs) => recentChanges(db, nowMs - 60_000))
    expect(lines(recent)).toEqual(['deployment d1 raises', 'deployment d1'])
  })
})

describe('the ledger of rollouts', () => {
  it('has their moves, and not what they write into their flag', async () => {
    await deploy({ a: offFlag(), b: offFlag() })
    await start()
    await steer('r1', 'pause')
    await steer('r1', 'kill')
    const found = await ledger('?kind=rollout')
    expect(lines(found)).toEqual(['rollout r1', 'rollout r1', 'rollout r1 raises'])
    expect(found[2]).toMatchObject({ flag: 'a', text: 'the rollout of "a" started: started: test' })
    expect(lines(await ledger('?kind=flag'))).toEqual(['flag b@1', 'flag a@1'])
  })
})

describe('the blast radius of a system', () => {
  beforeEach(mapSystems)

  it('is all that depends on it, with what of that is critical and the flags in it', async () => {
    const flag = (system: string) => ({ enabled: true, fuseboard: { system } })
    await putDocument({ flags: { a: flag('shop'), b: flag('app'), c: flag('search') } })
    const { body } = await get('/api/v1/systems/payments/blast-radius')
    expect(body).toMatchObject({
      system: { id: 'payments' },
      blastRadius: ['app', 'mail', 'payments', 'shop'],
      critical: ['shop'],
      flags: 2,
    })
    expect(body.systems).toHaveLength(4)
    expect(problem(await get('/api/v1/systems/nowhere/blast-radius'))).toBe('404 not-found')
  })
})
