// Pushing the feed to every relay at once. Each relay has one line: while a push is under way, newer feeds wait for the
// next, so that a thousand kills are not nine thousand calls. A push accelerates and proves nothing; a relay that does not
// take it hears of the kill with its next pull.

import type { RelayAcknowledgement } from '../../protocol/admin-kill.ts'
import { compareFeeds, type Feed, type FeedPosition } from '../../protocol/feed.ts'
import { type RelayName, type RelayRpc, relayNames } from '../../protocol/relay.ts'
import { bounded, type Sleep, timedOut } from '../waiting.ts'
import { pushRetryDelaysMs } from './retry-delay.ts'

export interface PushParts {
  /** A fresh stub with every call: an exception breaks the one it came from. */
  readonly relay: (name: RelayName) => Pick<RelayRpc, 'push'>
  /** The feed as it is now. */
  readonly feed: () => Feed
  readonly now: () => number
  readonly sleep: Sleep
}

/** Whoever asked for a kill waits for relays no longer than this. */
export const announceWaitMs = 1_200
const pushTimeoutMs = 1_000

const noAnswerWithin = (ms: number): string => `no answer within ${ms / 1000} s`

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: string }

interface Waiter {
  readonly position: FeedPosition
  readonly tell: (outcome: Outcome) => void
}

interface Line {
  readonly name: RelayName
  running: boolean
  /** Set when a feed has to go out that no push has carried yet. */
  wanted: boolean
  waiters: Waiter[]
}

export class RelayPushes {
  readonly #parts: PushParts
  readonly #lines: readonly Line[]
  /** For `/metrics`. */
  readonly counts = { acknowledged: 0, failed: 0 }

  constructor(parts: PushParts) {
    this.#parts = parts
    this.#lines = relayNames.map((name) => ({ name, running: false, wanted: false, waiters: [] }))
  }

  /** Pushes the present feed everywhere. Answers when every relay has, or after `announceWaitMs`. */
  announce(): Promise<RelayAcknowledgement[]> {
    const { now, sleep, feed } = this.#parts
    const startedAtMs = now()
    const position = feed()
    return Promise.all(
      this.#lines.map(async (line): Promise<RelayAcknowledgement> => {
        const outcome = await bounded(this.#deliver(line, position), announceWaitMs, sleep)
        if (outcome === timedOut) return { region: line.name, error: noAnswerWithin(announceWaitMs) }
        if (!outcome.ok) return { region: line.name, error: outcome.error }
        return { region: line.name, ackMs: Math.max(0, Math.round(now() - startedAtMs)) }
      }),
    )
  }

  #deliver(line: Line, position: FeedPosition): Promise<Outcome> {
    line.wanted = true
    const told = new Promise<Outcome>((tell) => line.waiters.push({ position, tell }))
    if (!line.running) this.#run(line)
    return told
  }

  /** Never rejects. */
  async #run(line: Line): Promise<void> {
    line.running = true
    let failures = 0
    while (line.wanted) {
      line.wanted = false
      const feed = this.#parts.feed()
      const error = await this.#push(line.name, feed)
      if (error === undefined) {
        failures = 0
        this.counts.acknowledged++
        settle(line, { ok: true }, (position) => compareFeeds(position, feed) <= 0)
        continue
      }
      this.counts.failed++
      const delayMs = pushRetryDelaysMs[failures++]
      if (delayMs === undefined) {
        settle(line, { ok: false, error }, () => true)
        break
      }
      line.wanted = true
      await this.#parts.sleep(delayMs)
    }
    line.running = false
  }

  async #push(name: RelayName, feed: Feed): Promise<string | undefined> {
    try {
      const held = await bounded(this.#parts.relay(name).push(feed), pushTimeoutMs, this.#parts.sleep)
      if (held === timedOut) return noAnswerWithin(pushTimeoutMs)
      return held >= feed.seq ? undefined : `it holds seq ${held} and not ${feed.seq}`
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
}

function settle(line: Line, outcome: Outcome, applies: (position: FeedPosition) => boolean): void {
  const settled = line.waiters.filter(({ position }) => applies(position))
  line.waiters = line.waiters.filter(({ position }) => !applies(position))
  for (const { tell } of settled) tell(outcome)
}
