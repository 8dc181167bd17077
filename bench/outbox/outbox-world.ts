// The shipped outbox in a Durable Object with its real tables, under a virtual clock and against a provider that fails at
// random. Its process is killed at random as well: what is in memory is gone then, and answers on their way are lost.

import { DurableObject } from 'cloudflare:workers'
import { count, inArray } from 'drizzle-orm'
import { type Db, openDatabase, prepareDatabase } from '../../admin/objects/root/database.ts'
import { notifications } from '../../admin/objects/root/incident-schema.ts'
import { Dispatcher } from '../../admin/objects/root/outbox/dispatcher.ts'
import { nextOutboxAt } from '../../admin/objects/root/outbox/outbox-ticker.ts'
import { putChannel } from '../../admin/objects/root/stores/channel-rows.ts'
import { insertIncident } from '../../admin/objects/root/stores/incident-rows.ts'
import { enqueue } from '../../admin/objects/root/stores/notification-rows.ts'
import { openStatuses } from '../../domain/notification/delivery.ts'
import { Chance } from '../world/chance.ts'
import { VirtualTime } from '../world/virtual-time.ts'
import { CountedStorage } from './counted-storage.ts'
import type { OutboxFigures, OutboxRun } from './outbox-figures.ts'
import { UnsteadyProvider } from './unsteady-provider.ts'

const perIncident = 4
const killShare = 0.01
const restartMs = 500
const stepMs = 60_000
const limitMs = 48 * 3_600_000

export class OutboxWorld extends DurableObject {
  async run({ count: wanted, seed, provider: kind }: OutboxRun): Promise<OutboxFigures> {
    const counted = new CountedStorage(this.ctx.storage)
    const db = openDatabase(counted.storage)
    await prepareDatabase(db, 0)
    fill(db, wanted)
    const chance = new Chance(seed)
    const time = new VirtualTime(noMicrotasks)
    const provider = new UnsteadyProvider(kind, chance, time)
    const process = new Process(db, provider, chance, time)
    const filledWith = counted.statements
    process.begin()
    while (openRows(db) > 0 && time.nowMs < limitMs) await time.run(time.nowMs + stepMs)
    const { disordered, sendings, lookUps, recognised, unanswered } = provider.counts
    const sent = new Set(sentKeys(db))
    return {
      lost: wanted - [...provider.journal.keys()].filter((key) => sent.has(key)).length,
      doubled: [...provider.journal.values()].filter((times) => times > 1).length,
      ...{ disordered, sendings, lookUps, recognised, unanswered },
      kills: process.kills,
      drainedAfterMs: process.lastAtMs,
      statements: counted.statements - filledWith,
    }
  }
}

/** A life of the root after the other, as far as the outbox sees it. */
class Process {
  readonly #db: Db
  readonly #provider: UnsteadyProvider
  readonly #chance: Chance
  readonly #time: VirtualTime
  #life = 0
  #alarmAt = Number.POSITIVE_INFINITY
  kills = 0
  lastAtMs = 0

  constructor(db: Db, provider: UnsteadyProvider, chance: Chance, time: VirtualTime) {
    this.#db = db
    this.#provider = provider
    this.#chance = chance
    this.#time = time
  }

  begin(): void {
    const life = ++this.#life
    const isAlive = () => life === this.#life
    const dispatcher = new Dispatcher(this.#db, this.#chance.next)
    const { traits, send, lookUp } = this.#provider
    /** What was on its way to a process that is gone never arrives. */
    const whileAlive = <T>(work: Promise<T>): Promise<T> =>
      new Promise((resolve) => void work.then((value) => isAlive() && resolve(value)))
    const around = {
      now: () => this.#time.nowMs,
      sleep: (ms: number) => whileAlive(this.#time.sleep(ms)),
      providers: {
        traits,
        send: (...call: Parameters<typeof send>) => whileAlive(this.#tried(send(...call))),
        lookUp: (...call: Parameters<typeof lookUp>) => whileAlive(this.#tried(lookUp(...call))),
      },
      isOpen: isAlive,
      schedule: () => this.#schedule(isAlive, tick),
    }
    const tick = () => {
      dispatcher.tick(around)
      this.#schedule(isAlive, tick)
    }
    this.#alarmAt = Number.POSITIVE_INFINITY
    tick()
  }

  /** A process may be killed at any moment of an attempt, and after it. */
  #tried<T>(work: Promise<T>): Promise<T> {
    this.lastAtMs = this.#time.nowMs
    if (this.#chance.happens(killShare)) {
      const life = this.#life
      this.#time.at(this.#time.nowMs + this.#chance.between(0, 600), () => life === this.#life && this.#kill())
    }
    return work
  }

  #kill(): void {
    this.kills++
    this.#life++
    this.#time.at(this.#time.nowMs + restartMs, () => this.begin())
  }

  /** As the root's one alarm: never put off. */
  #schedule(isAlive: () => boolean, tick: () => void): void {
    const nextAt = nextOutboxAt(this.#db) ?? Number.POSITIVE_INFINITY
    if (nextAt >= this.#alarmAt) return
    this.#alarmAt = nextAt
    this.#time.at(nextAt, () => {
      if (!isAlive() || this.#alarmAt !== nextAt) return
      this.#alarmAt = Number.POSITIVE_INFINITY
      tick()
    })
  }
}

/** Everything in a virtual world goes on in microtasks; a chain of awaits is shorter than this. */
async function noMicrotasks(): Promise<void> {
  for (let hop = 0; hop < 50; hop++) await Promise.resolve()
}

/** What ends pages and what acknowledges them: nothing of it is superseded, and its order matters. */
function fill(db: Db, wanted: number): void {
  const plain = { type: 'webhook', settings: {}, secrets: {}, audiences: [], pagingRank: null, hook: null } as const
  putChannel(db, { id: 'one', ...plain, disabled: null, createdAt: 0, createdBy: 'bench', changedAt: 0 })
  db.transaction(() => {
    for (let i = 0; i < wanted / perIncident; i++) {
      const facts = { title: 't', systems: [], phase: 'contain', severity: 1 } as const
      const opened = { blastRadius: [], source: 'person', dedupe: null, openedBy: 'bench', startedAt: null } as const
      const { id } = insertIncident(db, { ...facts, ...opened, openedAt: 0, roomKey: '' })
      for (let n = 0; n < perIncident; n++) {
        const kind = n % 2 === 0 ? 'acknowledged' : 'resolved'
        const message = { kind, audience: 'responders', title: 't', text: 't', incident: { id, ...facts } } as const
        enqueue(db, { incident: id, channel: 'one', purpose: 'update', message }, 0)
      }
    }
  })
}

const openRows = (db: Db): number =>
  db
    .select({ rows: count() })
    .from(notifications)
    .where(inArray(notifications.status, [...openStatuses]))
    .get()?.rows ?? 0

const sentKeys = (db: Db): string[] =>
  db
    .select({ key: notifications.key })
    .from(notifications)
    .where(inArray(notifications.status, ['sent']))
    .all()
    .map(({ key }) => key)
