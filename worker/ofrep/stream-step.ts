// What a change stream sends next, pure: an event when the position has moved, a comment when nothing was said for long.

import { renderRefetch } from '../../protocol/ofrep.ts'
import { type Position, tagOf } from './position-tag.ts'

export interface StreamState {
  /** The tag that the client knows of. */
  readonly announced: string
  readonly sentAtMs: number
  /** Since when a newer revision is awaited before it is announced. */
  readonly awaitedSinceMs: number | undefined
}

export interface Moment {
  readonly nowMs: number
  readonly position: Position
  /** When the position last moved, as far as this isolate knows. */
  readonly movedAtMs: number
}

const heartbeatMs = 15_000
/** A revision is announced when it is held, so that clients ask once; kills do not wait for anything else. */
const holdBackMs = 250
/** A client that connects may have asked for its flags this long ago, and knows nothing of a change since. */
const unseenMs = 10_000
/** What a client waits before it connects again. */
const retryMs = 1_000

/** The beginning of a stream. `lastEventId` is what a client that comes back heard last. */
export function openingOf(moment: Moment, lastEventId: string | null): { chunk: string; state: StreamState } {
  const { nowMs, movedAtMs, position } = moment
  const current = tagOf(position)
  const known = lastEventId ?? (nowMs - movedAtMs < unseenMs ? '' : current)
  // An id without data is remembered by the client and wakes nobody.
  const chunk = `retry: ${retryMs}\n${known === current ? `id: ${current}\n` : ''}\n`
  return { chunk, state: { announced: known, sentAtMs: nowMs, awaitedSinceMs: undefined } }
}

export function stepStream(state: StreamState, { nowMs, position }: Moment): { chunk: string; state: StreamState } {
  const current = tagOf(position)
  if (current === state.announced) {
    const silent = nowMs - state.sentAtMs >= heartbeatMs
    return silent ? { chunk: ':\n\n', state: { ...state, sentAtMs: nowMs } } : { chunk: '', state }
  }
  const awaitedSinceMs = state.awaitedSinceMs ?? nowMs
  const awaited = position.feed !== undefined && position.feed.revision !== position.held
  if (awaited && nowMs - awaitedSinceMs < holdBackMs) return { chunk: '', state: { ...state, awaitedSinceMs } }
  const chunk = `event: message\nid: ${current}\ndata: ${renderRefetch(current)}\n\n`
  return { chunk, state: { announced: current, sentAtMs: nowMs, awaitedSinceMs: undefined } }
}
