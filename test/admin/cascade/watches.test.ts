import { describe, expect, it } from 'vitest'
import { freshDeployments, moveClock } from '../deployment.ts'
import { alarm } from '../rollouts/rollout-fixture.ts'
import { afterChanges, deployNow, hourMs, shop, tick, watches, watchOf } from './cascade-fixture.ts'

freshDeployments()

describe('watches', () => {
  it('say what each system is held against, and what is seen of it', async () => {
    await afterChanges()
    expect((await watches()).map(({ system }: { system: string }) => system)).toEqual([
      'checkout',
      'mail',
      'payments',
      'search',
    ])
    expect(await watchOf('mail')).toMatchObject({
      baseline: { units: 360_000, failing: 3_600, rate: 0.01, tolerated: 2 },
      recent: { units: 3_000, failing: 30, rate: 0.01 },
      alarmAt: 100,
    })
  })

  it('ask for the hour before once, and then for what is new, every ten seconds', async () => {
    const telemetry = await afterChanges()
    const since = Date.parse((await watchOf('mail')).since)
    const asked = telemetry.queries.filter(({ system, sinceMs }) => system === 'mail' && sinceMs! >= since - hourMs)
    const before = asked.filter(({ untilMs }) => untilMs === since)
    expect(before).toEqual([{ system: 'mail', cursor: 0, sinceMs: since - hourMs, untilMs: since }])
    const after = asked.filter(({ untilMs }) => untilMs === undefined)
    expect(after).toHaveLength(3)
    expect(new Set(after.map(({ cursor }) => cursor)).size).toBe(3)
    telemetry.queries.length = 0
    await alarm()
    expect(telemetry.queries.filter(({ untilMs }) => untilMs === undefined)).toEqual([])
  })

  it('end an hour after the last change', async () => {
    await shop()
    await deployNow('payments')
    await tick(10)
    expect(await watches()).toHaveLength(4)
    await moveClock(hourMs)
    await alarm()
    expect(await watches()).toEqual([])
  })

  it('begin anew, with the hour before, for a change that comes while the first is watched', async () => {
    const telemetry = await shop()
    await deployNow('payments')
    await tick(10)
    const first = await watchOf('mail')
    await moveClock(50 * 60_000)
    await deployNow('payments', { version: '1.4.3' })
    await tick(10)
    expect((await watchOf('mail')).since).toBe(first.since)
    await moveClock(15 * 60_000)
    telemetry.queries.length = 0
    await alarm()
    expect(Date.parse((await watchOf('mail')).since)).toBeGreaterThan(Date.parse(first.since) + 40 * 60_000)
    expect(telemetry.queries.some(({ system, untilMs }) => system === 'mail' && untilMs !== undefined)).toBe(true)
  })
})
