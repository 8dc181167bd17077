import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../cli/arguments/command.ts'
import type { Failure } from '../../../cli/failure.ts'
import { watchReceipts } from '../../../cli/kills/watch-receipts.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { ReceiptsAnswer } from '../../../protocol/admin-kill.ts'
import { confirmed, receipts } from './answers.ts'

/** A clock that jumps to the end of every wait. */
function jumpingClock(): Clock & { readonly waits: number[] } {
  let now = 1_000_000
  const waits: number[] = []
  return {
    waits,
    now: () => now,
    wait: async (delayMs) => {
      waits.push(delayMs)
      now += delayMs
    },
  }
}

const unreachable: Failure = { exitCode: 3, message: 'gone' }
const shaped = (change: object): ReceiptsAnswer => receipts(change) as ReceiptsAnswer

async function watch(
  read: (elapsedMs: number) => Result<ReceiptsAnswer, Failure>,
  signal = new AbortController().signal,
) {
  const clock = jumpingClock()
  const begunAt = clock.now()
  const seen: string[] = []
  const watched = await watchReceipts({
    clock,
    read: async () => read(clock.now() - begunAt),
    onConfirmed: ({ colo }) => seen.push(`${colo} ${clock.now() - begunAt}`),
    signal,
  })
  return { watched, seen, elapsedMs: clock.now() - begunAt, waits: clock.waits }
}

describe('watching receipts', () => {
  it('asks every 250 ms until the server says that the lease has passed', async () => {
    const { watched, elapsedMs, waits } = await watch((elapsed) => ok(shaped({ leasePassed: elapsed >= 1_000 })))
    expect(watched.leasePassed).toBe(true)
    expect(elapsedMs).toBe(1_000)
    expect(waits).toEqual([250, 250, 250, 250])
  })

  it('tells of each location once', async () => {
    const { seen } = await watch((elapsed) => {
      const colos = [confirmed('AMS', 200), ...(elapsed >= 500 ? [confirmed('JNB', 400)] : [])]
      return ok(shaped({ confirmed: colos, leasePassed: elapsed >= 1_000 }))
    })
    expect(seen).toEqual(['AMS 0', 'JNB 500'])
  })

  it('ends by its own clock when the server never says so, after the lease that the server named', async () => {
    expect((await watch(() => ok(shaped({})))).elapsedMs).toBe(2_500)
    expect((await watch(() => ok(shaped({ leaseMs: 600 })))).elapsedMs).toBe(750)
    expect((await watch(() => fail(unreachable))).elapsedMs).toBe(2_500)
  })

  it('goes on when one answer is lost, and keeps the last one it got', async () => {
    const { watched } = await watch((elapsed) => (elapsed === 0 ? ok(shaped({ seq: 7 })) : fail(unreachable)))
    expect(watched).toMatchObject({ leasePassed: true, receipts: { seq: 7 }, failure: unreachable })
  })

  it('does not ask again when it may not', async () => {
    let asked = 0
    const { elapsedMs } = await watch(() => {
      asked++
      return fail({ exitCode: 4, message: 'no' })
    })
    expect(asked).toBe(1)
    expect(elapsedMs).toBe(2_500)
  })

  it('ends at once when it is told to, without claiming that the lease has passed', async () => {
    const stop = new AbortController()
    const { watched, elapsedMs } = await watch((elapsed) => {
      if (elapsed >= 500) stop.abort()
      return ok(shaped({}))
    }, stop.signal)
    expect(watched.leasePassed).toBe(false)
    expect(elapsedMs).toBeLessThan(1_000)
  })
})
