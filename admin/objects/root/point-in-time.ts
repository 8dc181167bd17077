// The history that the platform keeps of an object's storage, for 30 days. A local run keeps none, and says so by throwing.

import { type Problem, problem } from '../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { restorableMs } from '../../../protocol/admin-restore.ts'

export interface PointInTime {
  /** Names the storage as it was at a time. */
  bookmarkAt(atMs: number): Promise<string>
  /** Has the next life of the object begin with the storage of a bookmark. Answers a bookmark of the moment before. */
  restoreNext(bookmark: string): Promise<string>
  /** Ends this life of the object, and every call in it. */
  restart(): void
}

export const pointInTimeOf = (ctx: DurableObjectState): PointInTime => ({
  bookmarkAt: (atMs) => ctx.storage.getBookmarkForTime(atMs),
  restoreNext: (bookmark) => ctx.storage.onNextSessionRestoreBookmark(bookmark),
  restart: () => ctx.abort('restoring to a point in time'),
})

export type RestorePoint = { readonly atMs: number } | { readonly bookmark: string }

/** As the storage writes them: groups of hexadecimal digits, the first of eight. */
export const bookmarkShape = /^[0-9a-f]{8,64}(-[0-9a-f]{1,64}){1,7}$/

export function parseRestorePoint(at: string, nowMs: number, bornAtMs: number): Result<RestorePoint, Problem> {
  if (bookmarkShape.test(at)) return ok({ bookmark: at })
  const oldestMs = Math.max(nowMs - restorableMs, bornAtMs)
  const atMs = Date.parse(at)
  if (atMs >= oldestMs && atMs < nowMs) return ok({ atMs })
  const [oldest, newest] = [new Date(oldestMs).toISOString(), new Date(nowMs).toISOString()]
  return fail(
    problem('/at', at, `a time from ${oldest} to ${newest}, or the bookmark that an earlier restore answered`),
  )
}
