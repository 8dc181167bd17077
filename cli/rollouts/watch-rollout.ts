// Follows a rollout until it ends. Watching never changes it: whoever stops watching leaves it as it is.

import type { Result } from '../../domain/result.ts'
import type { Rollout } from '../api/rollouts.ts'
import type { Clock } from '../arguments/command.ts'
import type { Failure } from '../failure.ts'
import { follow } from '../session/follow.ts'
import { isOpen } from './find-rollout.ts'

export const watchEveryMs = 2_000

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

export async function watchRollout(watch: RolloutWatch): Promise<WatchedRollout> {
  const { last, failure } = await follow({ ...watch, everyMs: watchEveryMs, isOver: (rollout) => !isOpen(rollout) })
  return { rollout: last, failure }
}
