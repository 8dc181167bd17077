import { describe, expect, it } from 'vitest'
import { freshDeployments, get, killFlag, moveClock, post, putDocument } from '../deployment.ts'

freshDeployments()

const flagsOf = (settings: Record<string, boolean>) => ({
  flags: Object.fromEntries(Object.entries(settings).map(([key, enabled]) => [key, { enabled }])),
})
const head = async () => (await get('/api/v1/head')).body

describe('lowered flags', () => {
  it('are named with the seq that did it, until no older snapshot can be served', async () => {
    await putDocument(flagsOf({ a: true, b: true }))
    await putDocument(flagsOf({ a: false, b: true }))
    expect((await head()).lowered).toEqual({ a: 2 })
    await moveClock(9 * 60_000)
    await putDocument(flagsOf({ a: false, b: false }))
    expect((await head()).lowered).toEqual({ a: 2, b: 3 })
    await moveClock(60_000)
    // One (epoch, seq) names one feed: what is over goes with the next change.
    expect((await head()).lowered).toEqual({ a: 2, b: 3 })
    await killFlag('x')
    expect((await head()).lowered).toEqual({ b: 3 })
  })

  it('include those that join a system that is killed', async () => {
    const inSystem = (system?: string) => ({
      flags: { a: { enabled: true, ...(system !== undefined && { fuseboard: { system } }) } },
    })
    await putDocument(inSystem())
    await post('/api/v1/kills', { target: { system: 'shop' }, reason: 'r' })
    await putDocument(inSystem('shop'))
    expect((await head()).lowered).toEqual({ a: 3 })
  })

  it('include those that joined a system shortly before it was killed', async () => {
    const inSystem = (system: string) => ({
      flags: { a: { enabled: true, fuseboard: { system } }, b: { enabled: true, fuseboard: { system: 'shop' } } },
    })
    await putDocument(inSystem('mail'))
    await moveClock(11 * 60_000)
    await putDocument(inSystem('shop'))
    await post('/api/v1/kills', { target: { system: 'shop' }, reason: 'r' })
    expect((await head()).lowered).toEqual({ a: 2 })
  })

  it('that are too many for the feed are refused, and may be written in parts', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `flag-${i}-${'n'.repeat(200)}`)
    const document = (on: (i: number) => boolean) => flagsOf(Object.fromEntries(names.map((name, i) => [name, on(i)])))
    await putDocument(document(() => true))
    const refused = await putDocument(document(() => false))
    expect(refused).toMatchObject({ status: 409, body: { type: '/problems/feed-full' } })
    expect((await putDocument(document((i) => i >= 100))).status).toBe(200)
    await moveClock(10 * 60_000)
    // Lowered ten minutes ago, those are no longer counted.
    await killFlag('x')
    expect((await putDocument(document((i) => i >= 200))).status).toBe(200)
    const text = JSON.stringify(await head())
    expect(text.length).toBeLessThan(64 * 1024)
  })
})
