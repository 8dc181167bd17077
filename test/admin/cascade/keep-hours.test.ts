import { describe, expect, it } from 'vitest'
import { hoursOf } from '../../../admin/objects/root/stores/system-hour-rows.ts'
import { freshDeployments, moveClock } from '../deployment.ts'
import { alarm, nowMs } from '../rollouts/rollout-fixture.ts'
import { hourMs, inDb, shop } from './cascade-fixture.ts'

freshDeployments()

const hours = (system: string) => inDb((db) => hoursOf(db, system))
const minuteMs = 60_000

/** To so many minutes after the next full hour. Answers the hour that ended. */
async function toMinute(minute: number): Promise<number> {
  const at = await nowMs()
  const full = Math.floor(at / hourMs) + 1
  await moveClock(full * hourMs + minute * minuteMs - at)
  return full - 1
}

describe('hours of systems', () => {
  it('are kept once each is complete, late telemetry included, exactly its own intervals', async () => {
    const telemetry = await shop()
    const ended = await toMinute(5)
    await alarm()
    expect((await hours('mail')).at(-1)?.hour).not.toBe(ended)
    telemetry.queries.length = 0
    await moveClock(2 * minuteMs)
    await alarm()
    expect((await hours('mail')).at(-1)).toEqual({ hour: ended, units: 360_000, failing: 3_600 })
    const asked = telemetry.queries.filter(({ system }) => system === 'mail')
    expect(asked).toEqual([
      { system: 'mail', cursor: 0, sinceMs: ended * hourMs - 1, untilMs: (ended + 1) * hourMs - 1 },
    ])
    await alarm()
    expect(telemetry.queries.filter(({ system }) => system === 'mail')).toHaveLength(1)
  })

  it('are asked for again where telemetry was away, and are never taken for zero', async () => {
    const telemetry = await shop()
    const ended = await toMinute(7)
    telemetry.away.add('mail')
    await alarm()
    expect((await hours('mail')).at(-1)?.hour).not.toBe(ended)
    expect((await hours('payments')).at(-1)?.hour).toBe(ended)
    telemetry.away.clear()
    await moveClock(5 * minuteMs)
    await alarm()
    expect((await hours('mail')).at(-1)?.hour).toBe(ended)
  })

  it('are forgotten after fifteen days', async () => {
    await shop()
    const ended = await toMinute(7)
    await alarm()
    await moveClock(16 * 24 * hourMs)
    await alarm()
    expect((await hours('mail')).map(({ hour }) => hour)).not.toContain(ended)
  })
})
