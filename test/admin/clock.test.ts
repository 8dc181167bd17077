import { afterEach, describe, expect, it, vi } from 'vitest'
import { clockOf } from '../../admin/clock.ts'

const since = 1_795_277_000_000
const was = since - 3_600_000

afterEach(() => vi.restoreAllMocks())

const at = (realMs: number) => vi.spyOn(Date, 'now').mockReturnValue(realMs)

describe('the clock', () => {
  it('is the platform’s in a deployment, whatever the variable says', () => {
    at(since + 5)
    for (const LOCAL of [undefined, 'off']) {
      const clock = clockOf({ ...(LOCAL !== undefined && { LOCAL }), LOCAL_CLOCK: `${since}:${was}:60` })
      expect(clock.now()).toBe(since + 5)
      expect(clock.realMs(600)).toBe(600)
    }
  })

  it('goes as many times as fast as a local run says, from where it says', () => {
    const clock = clockOf({ LOCAL: 'on', LOCAL_CLOCK: `${since}:${was}:60` })
    at(since)
    expect(clock.now()).toBe(was)
    at(since + 60_000)
    expect(clock.now()).toBe(since)
    expect(clock.realMs(600)).toBe(10)
  })

  it.each(['', '60', `${since}:${was}:0`, `${since}:${was}:-1`, `${since}:${was}:1e9`])(
    'is the platform’s for %j',
    (text) => {
      vi.spyOn(console, 'error').mockImplementation(() => {})
      at(since)
      expect(clockOf({ LOCAL: 'on', LOCAL_CLOCK: text }).now()).toBe(since)
    },
  )
})
