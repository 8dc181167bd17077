// After a kill: asks for the receipts until the lease bound has passed. From then on every evaluator that can hear the
// feed enforces the kill, whether or not its location has said so; receipts only show it earlier and by name.

import type { Result } from '../../domain/result.ts'
import { killLeaseMs, type ReceiptsAnswer } from '../../protocol/admin-kill.ts'
import type { Clock } from '../arguments/command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'

export const pollIntervalMs = 250

export interface Watch {
  readonly clock: Clock
  readonly read: () => Promise<Result<ReceiptsAnswer, Failure>>
  /** Told of every location once, when it confirms first. */
  readonly onConfirmed: (location: ReceiptsAnswer['confirmed'][number]) => void
  /** Ends the watch early. The kill stands all the same. */
  readonly signal: AbortSignal
}

export interface Watched {
  /** The last receipts that could be read. */
  readonly receipts: ReceiptsAnswer | null
  readonly leasePassed: boolean
  /** Why the receipts could not be read in the end. */
  readonly failure: Failure | null
}

export async function watchReceipts({ clock, read, onConfirmed, signal }: Watch): Promise<Watched> {
  // Counted from the answer to the kill, which is later than its commit: the bound is never thought passed too early.
  const begunAt = clock.now()
  const known = new Set<string>()
  let receipts: ReceiptsAnswer | null = null
  let failure: Failure | null = null
  while (!signal.aborted) {
    const boundPassed = clock.now() - begunAt >= (receipts?.leaseMs ?? killLeaseMs)
    if (failure === null || !isHopeless(failure)) {
      const answer = await read()
      failure = answer.ok ? null : answer.error
      if (answer.ok) receipts = answer.value
      for (const location of answer.ok ? answer.value.confirmed : []) {
        if (known.has(location.colo)) continue
        known.add(location.colo)
        onConfirmed(location)
      }
    }
    if (boundPassed || receipts?.leasePassed) return { receipts, leasePassed: true, failure }
    await clock.wait(pollIntervalMs, signal)
  }
  return { receipts, leasePassed: false, failure }
}

/** Asking again would answer the same. */
const isHopeless = ({ exitCode }: Failure): boolean => exitCode === exitCodes.signedOut
