import { beforeEach, describe, expect, it } from 'vitest'
import { freshDeployments, get, post } from '../deployment.ts'
import { guarded, hourMs, pass, putFlags, review, type Two, twoPeople } from '../guarded.ts'
import { act, incident, kinds } from './incident-fixture.ts'

freshDeployments()

let two: Two
beforeEach(async () => {
  two = await twoPeople()
})
const smash = () =>
  putFlags({ pay: { ...guarded(50), fuseboard: { approval: true, system: 'payments' } } }, two.ann, '&breakGlass=true')

describe('broken glass', () => {
  it('opens a SEV4 that pages nobody and contains nothing, once', async () => {
    expect((await smash()).body.breakGlass.id).toBe('c1')
    expect(await incident()).toMatchObject({
      title: 'c1 broke the glass: because',
      severity: 4,
      phase: 'detect',
      source: 'break-glass',
      systems: ['payments'],
      missing: [],
    })
    expect((await incident()).nextPageAt).toBeUndefined()
    expect((await get('/api/v1/kills')).body.items).toEqual([])
    expect((await get('/api/v1/incidents?source=break-glass')).body.items).toHaveLength(1)
  })

  it('ends by its review where nobody has touched it', async () => {
    await smash()
    await review('c1', two.bob)
    expect((await incident()).phase).toBe('closed')
    expect(await kinds()).toEqual(['opened', 'note', 'closed'])
  })

  it('ends by being taken back', async () => {
    await smash()
    await pass(4 * hourMs)
    expect((await incident()).phase).toBe('closed')
    expect((await get('/api/v1/incidents/i1/timeline/verify')).body).toEqual({ ok: true, checked: 3 })
  })

  it('that somebody works on stays open, and is told of the review', async () => {
    await smash()
    await act('note', { kind: 'note', text: 'I look into it' })
    await review('c1', two.bob)
    expect((await incident()).phase).toBe('detect')
    expect(await kinds()).toEqual(['opened', 'note', 'note'])
  })

  it('is none where nothing had to wait', async () => {
    await putFlags({ banner: { enabled: true } }, two.ann, '&breakGlass=true')
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
    await post('/api/v1/incidents', { title: 't', severity: 4, systems: [] })
    expect((await incident()).source).toBe('person')
  })
})
