// Times by the clock: what a person or a pipeline waits, client and server on the same machine.

import { median } from '../measure.ts'

/** How long each of `count` runs took, in milliseconds, one after the other. */
export async function timed(count: number, run: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const from = performance.now()
    await run(index)
    times.push(performance.now() - from)
  }
  return times
}

/** How many runs a second end, `lanes` of them under way at any time. */
export async function rateOf(
  lanes: number,
  durationMs: number,
  run: (lane: number, turn: number) => Promise<unknown>,
): Promise<{ done: number; perSecond: number }> {
  const from = performance.now()
  let done = 0
  const drive = async (lane: number): Promise<void> => {
    for (let turn = 0; performance.now() < from + durationMs; turn++) {
      await run(lane, turn)
      done++
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, lane) => drive(lane)))
  return { done, perSecond: (done * 1_000) / (performance.now() - from) }
}

/** The median, and the 99th percentile where there are enough runs to have one: below a hundred it is the worst. */
export function spread(times: readonly number[]): { medianMs: number; tailMs: number; tail: string } {
  const sorted = times.toSorted((a, b) => a - b)
  const isMany = sorted.length >= 100
  return {
    medianMs: median(sorted),
    tailMs: sorted[isMany ? Math.floor(sorted.length * 0.99) : sorted.length - 1]!,
    tail: isMany ? 'p99' : `worst of ${sorted.length}`,
  }
}
