// Reads something again and again until it is over. Looking never changes it: whoever stops leaves it as it is.

import type { Result } from '../../domain/result.ts'
import type { Clock } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

/** Unreachable for longer than this ends it: a script must not wait for ever. */
const patienceMs = 300_000

export interface Following<T> {
  readonly clock: Clock
  readonly everyMs: number
  readonly read: () => Promise<Result<T, Failure>>
  readonly isOver: (value: T) => boolean
  /** Told of each answer, with the one before. */
  readonly onAnswer: (value: T, before: T | null) => void
  /** Told once when it cannot be read, until it can be again. */
  readonly onLost: (failure: Failure) => void
  readonly signal: AbortSignal
}

export interface Followed<T> {
  /** As it was last seen. */
  readonly last: T | null
  /** Why it ended before what is followed did; null also where it was stopped. */
  readonly failure: Failure | null
}

export async function follow<T>(following: Following<T>): Promise<Followed<T>> {
  const { clock, everyMs, read, isOver, onAnswer, onLost, signal } = following
  let last: T | null = null
  let lostAt: number | null = null
  while (!signal.aborted) {
    const answer = await read()
    if (answer.ok) {
      onAnswer(answer.value, last)
      last = answer.value
      lostAt = null
      if (isOver(last)) return { last, failure: null }
    } else {
      if (answer.error.exitCode !== exitCodes.unreachable) return { last, failure: answer.error }
      if (lostAt === null) onLost(answer.error)
      lostAt ??= clock.now()
      if (clock.now() - lostAt > patienceMs) return { last, failure: answer.error }
    }
    await clock.wait(everyMs, signal)
  }
  return { last, failure: null }
}

/** Ctrl-C ends the looking, not the process, while this runs. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const onInterrupt = (): void => stop.abort()
  process.once('SIGINT', onInterrupt)
  try {
    return await work(stop.signal)
  } finally {
    process.off('SIGINT', onInterrupt)
  }
}
