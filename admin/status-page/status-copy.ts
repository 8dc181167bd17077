// The status of everything, for a public that comes in crowds exactly when something is broken. Each location asks the root
// once in a while and keeps the answer; while the root is away, the last one that it gave is shown, and is said to be so.

import type { StatusPage } from '../../protocol/status-page.ts'
import { bounded, type Sleep, timedOut } from '../waiting.ts'

/** Whoever asks within this time is shown the same. */
export const freshForMs = 30_000
/** The root answers by then, or is taken to be away. */
export const rootWaitMs = 2_000

export interface StatusCopy {
  readonly page: StatusPage
  /** When the root said so; Unix milliseconds. */
  readonly at: number
}

/** Where a location keeps the last answer. May forget it at any time. */
export interface StatusShelf {
  readonly get: () => Promise<StatusCopy | null>
  readonly put: (copy: StatusCopy) => Promise<void>
}

export interface StatusSources {
  readonly shelf: StatusShelf
  /** Rejects where the root cannot be reached. */
  readonly askRoot: () => Promise<StatusPage>
  readonly now: () => number
  readonly sleep: Sleep
  /** Takes work that nobody waits for. */
  readonly later: (work: Promise<unknown>) => void
}

/** Null where nothing is known: neither from the root nor from earlier. */
export async function readStatus({ shelf, askRoot, now, sleep, later }: StatusSources): Promise<StatusCopy | null> {
  const kept = await shelf.get().catch(() => null)
  const ageMs = kept === null ? Number.POSITIVE_INFINITY : now() - kept.at
  // A copy from the future is from a clock that was wrong.
  if (ageMs >= 0 && ageMs < freshForMs) return kept
  try {
    const page = await bounded(askRoot(), rootWaitMs, sleep)
    if (page === timedOut) return kept
    const copy = { page, at: now() }
    later(shelf.put(copy).catch((broken: unknown) => console.error('the status could not be kept', broken)))
    return copy
  } catch (broken) {
    console.error('the root could not be asked for the status', broken)
    return kept
  }
}

const shelfName = 'status-page'
/** Never asked of anybody: the cache takes addresses only. */
const shelfAddress = 'https://status-page.invalid/'
const keptForSeconds = 7 * 24 * 3600

/** The location's own cache. */
export const cacheShelf: StatusShelf = {
  get: async () => {
    const found = await (await caches.open(shelfName)).match(shelfAddress)
    return found === undefined ? null : ((await found.json()) as StatusCopy)
  },
  put: async (copy) => {
    const headers = { 'content-type': 'application/json', 'cache-control': `public, max-age=${keptForSeconds}` }
    await (await caches.open(shelfName)).put(shelfAddress, new Response(JSON.stringify(copy), { headers }))
  },
}
