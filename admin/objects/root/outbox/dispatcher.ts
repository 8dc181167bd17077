// Sends what is due, beside the ticks: it claims in one transaction, sends outside of any, and writes the outcome down in
// another. One that ends in between leaves a row that the next one takes up. Nothing is sent that was not claimed.

import type { AttemptOutcome } from '../../../../domain/notification/delivery.ts'
import { attemptMs } from '../../../../domain/notification/delivery.ts'
import type { Delivery } from '../../../channels/channel.ts'
import { bounded, type Sleep, timedOut } from '../../../waiting.ts'
import type { Db } from '../database.ts'
import { glance } from '../stores/outbox-turns.ts'
import { type Claim, claimAll } from './claim.ts'
import type { Providers } from './providers.ts'
import { recordOutcome, takeUpLeftBehind } from './record.ts'

export interface SendingSurroundings {
  readonly now: () => number
  readonly sleep: Sleep
  readonly providers: Providers
  /** False while nothing may be written. */
  readonly isOpen: () => boolean
  /** Sees to it that what is due next is not missed. */
  readonly schedule: () => void
}

export class Dispatcher {
  readonly #db: Db
  readonly #chance: () => number
  #isNew = true

  /** `chance` spreads retries, and decides nothing else. */
  constructor(db: Db, chance: () => number = Math.random) {
    this.#db = db
    this.#chance = chance
  }

  /** Never waits for an answer. */
  tick(around: SendingSurroundings): void {
    const db = this.#db
    const nowMs = around.now()
    const claiming = {
      ...{ traitsOf: around.providers.traits, nowMs },
      send: (claim: Claim): void => void this.#deliver(claim, around),
    }
    let seen = glance(db)
    if (seen.sending.some(({ dueAt }) => this.#isNew || dueAt <= nowMs)) {
      db.transaction(() => takeUpLeftBehind(db, nowMs, this.#isNew))
      seen = glance(db)
    }
    this.#isNew = false
    while (claimAll(db, seen, claiming)) seen = glance(db)
  }

  /** Never rejects. What could not be written down is taken up as left behind. */
  async #deliver(claim: Claim, around: SendingSurroundings): Promise<void> {
    const outcome = await attempt(claim, around)
    try {
      const answered = { nowMs: around.now(), chance: this.#chance() }
      this.#db.transaction(() => recordOutcome(this.#db, claim, outcome, answered))
      // Without a look at the alarm, which may be waiting for KV: what waited for this one, and for a free place, goes now.
      if (around.isOpen()) this.tick(around)
      around.schedule()
    } catch (broken) {
      console.error(`what came of the notification ${claim.notification.key} could not be written down`, broken)
    }
  }
}

async function attempt(claim: Claim, { now, sleep, providers }: SendingSurroundings): Promise<AttemptOutcome> {
  const { notification, channel, earlier } = claim
  const { key, seq, message } = notification
  const delivery: Delivery = { key, seq, nowMs: now(), message, earlier }
  try {
    const work = claim.attempt === 'send' ? providers.send(channel, delivery) : providers.lookUp(channel, delivery)
    const answer = await bounded<AttemptOutcome>(work, attemptMs, sleep)
    return answer === timedOut ? { kind: 'unknown', detail: `no answer within ${attemptMs / 1_000} s` } : answer
  } catch (broken) {
    // What it says may hold an address, and an address may be a secret.
    console.error(`the channel ${channel.id} broke: ${broken instanceof Error ? broken.name : typeof broken}`)
    return { kind: 'unknown', detail: 'the channel broke while it was used' }
  }
}
