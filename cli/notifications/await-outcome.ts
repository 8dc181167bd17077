// Waits until notifications have come to something: sent, given up or taken back. Reading them changes nothing.

import type { Result } from '../../domain/result.ts'
import { isUnderWay, type Notification } from '../api/notifications.ts'
import type { Clock } from '../arguments/command.ts'
import type { Failure } from '../failure.ts'

export const pollEveryMs = 500

export interface Waiting {
  readonly clock: Clock
  readonly read: () => Promise<Result<readonly Notification[], Failure>>
  /** Longer than this nobody is kept waiting. */
  readonly atMostMs: number
  readonly signal: AbortSignal
}

/** As they were last seen; the failure where they cannot be read. */
export async function awaitOutcome({
  clock,
  read,
  atMostMs,
  signal,
}: Waiting): Promise<Result<readonly Notification[], Failure>> {
  const begunAt = clock.now()
  for (;;) {
    const answer = await read()
    const isOver = !answer.ok || !answer.value.some(isUnderWay)
    if (isOver || signal.aborted || clock.now() - begunAt >= atMostMs) return answer
    await clock.wait(pollEveryMs, signal)
  }
}
