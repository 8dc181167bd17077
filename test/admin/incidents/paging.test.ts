import { beforeEach, describe, expect, it } from 'vitest'
import { evict, freshDeployments, inRoot, moveClock } from '../deployment.ts'
import { act, incident, open, openShop, timeline } from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

const minuteMs = 60_000
const alarm = (): Promise<void> => inRoot((root) => root.alarm())
const pages = async (id = 'i1') => {
  const entries: { kind: string; detail: { pages: number } }[] = await timeline(id)
  return entries.filter(({ kind }) => kind === 'unanswered').map(({ detail }) => detail.pages)
}
async function pass(minutes: number): Promise<void> {
  await moveClock(minutes * minuteMs)
  await alarm()
}

describe('a SEV1 that nobody commands', () => {
  it('pages every five minutes until somebody does, once for each', async () => {
    await open()
    await pass(4)
    expect(await pages()).toEqual([])
    await pass(1)
    await alarm()
    expect(await pages()).toEqual([1])
    await pass(5)
    expect(await pages()).toEqual([1, 2])
    await act('command', { commander: 'ann' })
    expect((await incident()).nextPageAt).toBeUndefined()
    await pass(30)
    expect(await pages()).toEqual([1, 2])
  })

  it('pages after the root has ended and come back', async () => {
    await open()
    const nowMs = await inRoot((root) => root.surroundings.now())
    await evict()
    await inRoot((root) => {
      root.surroundings.now = () => nowMs + 5 * minuteMs
    })
    await alarm()
    expect(await pages()).toEqual([1])
    expect(Date.parse((await incident()).nextPageAt)).toBe(nowMs + 10 * minuteMs)
  })

  it('sets the alarm for the next page', async () => {
    await alarm()
    await open()
    await alarm()
    const dueMs = await inRoot((_root, state) => state.storage.getAlarm())
    expect(dueMs).not.toBeNull()
    expect(dueMs).toBeLessThanOrEqual(Date.now() + 5 * minuteMs)
  })

  it('with a commander from the beginning, or as a SEV3, pages nobody', async () => {
    await open({ commander: 'ann' })
    await open({ severity: 3 })
    await pass(30)
    expect([await pages('i1'), await pages('i2')]).toEqual([[], []])
  })

  it('that became one is paged for from then on, and no longer once it is none', async () => {
    await open({ severity: 3 })
    await act('severity', { severity: 2 })
    await pass(5)
    expect(await pages()).toEqual([1])
    await act('severity', { severity: 3, reason: 'one country' })
    await pass(30)
    expect(await pages()).toEqual([1])
  })
})
