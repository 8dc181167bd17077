// KV as the control plane uses it: three calls, none of which may be waited for without an end. A call that was given up
// can still arrive; `onLate` tells, since it may then have put an older value over a newer one.

import { fail, ok, type Result } from '../../domain/result.ts'
import { bounded, type Sleep, timedOut } from '../waiting.ts'

export interface PublishStore {
  get(key: string, type: 'text'): Promise<string | null>
  put(key: string, value: string, options?: { expirationTtl?: number }): Promise<void>
}

export async function within<T>(
  call: () => Promise<T>,
  ms: number,
  sleep: Sleep,
  onLate: () => void = () => {},
): Promise<Result<T, string>> {
  try {
    const work = call()
    const result = await bounded(work, ms, sleep)
    if (result !== timedOut) return ok(result)
    work.then(onLate, onLate)
    return fail(`KV has not answered within ${ms / 1000} s`)
  } catch (error) {
    return fail(`KV failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500))
  }
}
