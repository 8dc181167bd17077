// A provider that fails at random, by a seed: it errs, asks for a pause, hangs before it has taken something or after. It
// keeps a journal of what it took, which is what counts.

import type { Channel, Delivery, LookUpOutcome, SendOutcome } from '../../admin/channels/channel.ts'
import type { Chance } from '../world/chance.ts'
import type { VirtualTime } from '../world/virtual-time.ts'
import type { OutboxRun } from './outbox-figures.ts'

const shares = { errors: 0.08, tooMany: 0.06, hangsBefore: 0.05, hangsAfter: 0.05, lookUpHangs: 0.05 }

export class UnsteadyProvider {
  readonly #kind: OutboxRun['provider']
  readonly #chance: Chance
  readonly #time: VirtualTime
  /** How often each key was taken. */
  readonly journal = new Map<string, number>()
  readonly counts = { sendings: 0, lookUps: 0, recognised: 0, unanswered: 0, disordered: 0 }
  readonly #lastSeq = new Map<string, number>()

  constructor(kind: OutboxRun['provider'], chance: Chance, time: VirtualTime) {
    this.#kind = kind
    this.#chance = chance
    this.#time = time
  }

  readonly traits = () => ({ hasKey: this.#kind === 'key', canLookUp: this.#kind === 'look-up' })

  readonly send = async (_channel: Channel, delivery: Delivery): Promise<SendOutcome> => {
    this.counts.sendings++
    const { errors, tooMany, hangsBefore, hangsAfter } = shares
    const drawn = this.#chance.next()
    await this.#time.sleep(this.#chance.between(50, 400))
    if (drawn < errors) return { kind: 'retry', detail: 'HTTP 503' }
    if (drawn < errors + tooMany) return this.#tooMany()
    if (drawn < errors + tooMany + hangsBefore) return this.#hang()
    this.#take(delivery)
    return drawn < errors + tooMany + hangsBefore + hangsAfter ? this.#hang() : { kind: 'sent', receipt: {} }
  }

  readonly lookUp = async (_channel: Channel, { key }: Delivery): Promise<LookUpOutcome> => {
    this.counts.lookUps++
    await this.#time.sleep(this.#chance.between(50, 400))
    if (this.#chance.happens(shares.lookUpHangs)) return this.#hang()
    return this.journal.has(key) ? { kind: 'sent', receipt: {} } : { kind: 'absent' }
  }

  #tooMany(): SendOutcome {
    const retry = { kind: 'retry', detail: 'HTTP 429' } as const
    return this.#chance.happens(0.5) ? retry : { ...retry, retryAfterMs: this.#chance.between(1_000, 5_000) }
  }

  #hang(): Promise<never> {
    this.counts.unanswered++
    return new Promise(() => {})
  }

  #take({ key, seq, message }: Delivery): void {
    const before = this.journal.get(key) ?? 0
    if (before > 0 && this.#kind === 'key') {
      this.counts.recognised++
      return
    }
    this.journal.set(key, before + 1)
    const incident = message.incident?.id ?? ''
    if (seq < (this.#lastSeq.get(incident) ?? 0)) this.counts.disordered++
    this.#lastSeq.set(incident, Math.max(seq, this.#lastSeq.get(incident) ?? 0))
  }
}
