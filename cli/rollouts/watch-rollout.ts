// Follows a rollout until it ends. Watching never changes it: whoever stops watching leaves it as it is.

import type { Result } from '../../domain/result.ts'
import type { Rollout } from '../api/rollouts.ts'
import type { Clock } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { isOpen } from './find-rollout.ts'

export const watchEveryMs = 2_000
/** Unreachable for longer than this ends the watch: a script must not wait for ever. */
const patienceMs = 300_000

export interface RolloutWatch {
  readonly clock: Clock
  readonly read: () => Promise<Result<Rollout, Failure>>
  /** Told of each answer, with the one before. */
  readonly onAnswer: (rollout: Rollout, before: Rollout | null) => void
  /** Told once when the rollout cannot be read, until it can be again. */
  readonly onLost: (failure: Failure) => void
  readonly signal: AbortSignal
}

export interface WatchedRollout {
  /** As it was last seen. */
  readonly rollout: Rollout | null
  /** Why watching ended before the rollout did; null also where it was stopped. */
  readonly failure: Failure | null
}

export async function watchRollout({ clock, read, onAnswer, onLost, signal }: RolloutWatch): Promise<WatchedRollout> {
  let rollout: Rollout | null = null
  let lostAt: number | null = null
  while (!signal.aborted) {
    const answer = await read()
    if (answer.ok) {
      onAnswer(answer.value, rollout)
      rollout = answer.value
      lostAt = null
      if (!isOpen(rollout)) return { rollout, failure: null }
    } else {
      if (answer.error.exitCode !== exitCodes.unreachable) return { rollout, failure: answer.error }
      if (lostAt === null) onLost(answer.error)
      lostAt ??= clock.now()
      if (clock.now() - lostAt > patienceMs) return { rollout, failure: answer.error }
    }
    await clock.wait(watchEveryMs, signal)
  }
  return { rollout, failure: null }
}
