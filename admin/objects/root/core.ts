// The root's machinery, handed its storage and surroundings: who may call, one transaction per write, what happens once it
// is committed, and when to wake again.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { RelayAcknowledgement } from '../../../protocol/admin-kill.ts'
import type { Feed } from '../../../protocol/feed.ts'
import type { PullRequest, RelayName, RelayRpc } from '../../../protocol/relay.ts'
import { admit, type StoredToken } from '../../auth/admit.ts'
import type { Actor, Caller } from '../../auth/caller.ts'
import { FailedSignIns } from '../../auth/failed-sign-ins.ts'
import type { BootstrapToken } from '../../env.ts'
import type { PublishStore } from '../../publish/publish-store.ts'
import { nextPublishAt, Publisher } from '../../publish/publisher.ts'
import { RelayPushes } from '../../publish/relay-pushes.ts'
import type { Refusal } from '../../refusal.ts'
import { bounded, type Sleep } from '../../waiting.ts'
import { type Act, type ActInput, type ActName, type ActOutput, acts } from './acts.ts'
import { AskingColos } from './asking-colos.ts'
import { endOverdue } from './commands/take-back.ts'
import { type Db, openDatabase, prepareDatabase } from './database.ts'
import { Heartbeat } from './heartbeat.ts'
import { type Done, findReplay, keepReply, type Moment, perform, type Reply } from './perform.ts'
import type { PointInTime } from './point-in-time.ts'
import { RolloutProbes } from './rollout-probes.ts'
import { beat } from './stores/beats.ts'
import { nextChangeAt } from './stores/change-rows.ts'
import { readFeed } from './stores/feed-state.ts'
import { readPosition } from './stores/positions.ts'
import { storeSightings } from './stores/receipt-rows.ts'
import { findToken, noteUse, scopesOf } from './stores/token-rows.ts'
import { type Ticker, type TickerSurroundings, tickers } from './tickers.ts'
import { nextTidyAt, tidy } from './tidy.ts'

/** What lies outside the root. Tests put their own in its place. */
export interface Surroundings {
  now: () => number
  /** How many of the platform's milliseconds so many of `now`'s take. */
  realMs: (ms: number) => number
  sleep: Sleep
  store: PublishStore
  relay: (name: RelayName) => Pick<RelayRpc, 'push'>
  pointInTime: PointInTime
  telemetry: TickerSurroundings['telemetry']
  /** For probes and channels. */
  fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Something that nobody can guess. */
  newKey: () => string
  /** A run on one machine, where releases need no rollout. */
  local: boolean
}

/** Whoever writes a document waits this long for it to be published. */
const publishWaitMs = 5_000
/** Changes that could not be ended are tried again after so long. */
const endRetryMs = 60_000

export class RootCore {
  readonly db: Db
  readonly publisher: Publisher
  readonly pushes: RelayPushes
  readonly heartbeat: Heartbeat
  readonly #probes: RolloutProbes
  readonly counts = { pulls: 0, kills: 0, usageRows: 0, usageRowsUnknown: 0, usageBatchesRefused: 0 }
  readonly #storage: DurableObjectStorage
  readonly #around: Surroundings
  readonly #bootstrap: BootstrapToken | undefined
  readonly #failures = new FailedSignIns()
  readonly #colos = new AskingColos()
  #alarmAt: number | undefined
  #endAgainAt = 0
  /** While a restore waits for this life of the object to end, nothing may be written: it would be lost. */
  #closed = false

  constructor(storage: DurableObjectStorage, around: Surroundings, bootstrap: BootstrapToken | undefined) {
    this.#storage = storage
    this.#around = around
    this.#bootstrap = bootstrap
    this.db = openDatabase(storage)
    const now = () => around.now()
    const sleep = (ms: number) => around.sleep(ms)
    this.pushes = new RelayPushes({ relay: (name) => around.relay(name), feed: () => readFeed(this.db), now, sleep })
    this.publisher = new Publisher({
      db: this.db,
      store: () => around.store,
      now,
      sleep,
      colos: () => this.colos(),
      onFeed: () => void this.announce(),
      onDue: () => this.schedule(),
    })
    this.heartbeat = new Heartbeat(() => beat(this.db, storage))
    this.#probes = new RolloutProbes(this.db)
  }

  /** Before the first call. The alarm it sets takes up whatever an earlier life left unfinished. */
  async prepare(): Promise<void> {
    await prepareDatabase(this.db, this.#around.now())
    this.#alarmAt = this.#around.now()
    await this.#storage.setAlarm(Date.now())
  }

  get closed(): boolean {
    return this.#closed
  }

  /** False where it was closed already. */
  close(): boolean {
    const mine = !this.#closed
    this.#closed = true
    return mine
  }

  reopen(): void {
    this.#closed = false
  }

  colos(): string[] {
    return this.#colos.list(this.#around.now())
  }

  admit(caller: Caller): Result<Moment, Refusal> {
    const nowMs = this.#around.now()
    const admitted = admit(caller, { find: (id) => this.#findToken(id, caller), failures: this.#failures, nowMs })
    if (!admitted.ok) return admitted
    const row = findToken(this.db, admitted.value.id)
    if (row !== undefined) noteUse(this.db, row, nowMs)
    return ok({ nowMs, actor: admitted.value })
  }

  #findToken(id: string, { token }: Caller): StoredToken | undefined {
    const bootstrap = this.#bootstrap
    const row = findToken(this.db, id)
    const presented = token === null || token === 'malformed' ? '' : token.hash
    // An id may be both: then the one whose secret was shown.
    if (bootstrap?.id === id && row?.hash !== presented) {
      return { ...bootstrap, scopes: ['admin'], expiresAt: null, revokedAt: null }
    }
    return row === undefined ? undefined : { ...row, scopes: scopesOf(row) }
  }

  read<T>(caller: Caller, query: (nowMs: number) => Result<T, Refusal>): Result<T, Refusal> {
    const admitted = this.admit(caller)
    return admitted.ok ? query(admitted.value.nowMs) : admitted
  }

  /** `finish` completes the answer once everything is committed; a failure in it cannot undo anything. */
  async write<T>(
    caller: Caller,
    work: (moment: Moment) => Result<Done<T>, Refusal>,
    finish?: (body: T) => Promise<T>,
  ): Promise<Result<Reply<T>, Refusal>> {
    const admitted = this.admit(caller)
    if (!admitted.ok) return admitted
    if (this.#closed) return fail({ kind: 'unavailable' })
    const moment = admitted.value
    const written = perform(this.db, caller, moment, () => work(moment))
    if (!written.ok || written.value.replayed) return written
    this.schedule()
    if (finish === undefined) return written
    const { status, body } = written.value
    const finished = await finish(body)
    keepReply(this.db, caller, moment, status, finished)
    return ok({ ...written.value, body: finished })
  }

  /** A command by its name. What it did to the feed and to the document is told and published before it answers. */
  act<N extends ActName>(caller: Caller, name: N, input: ActInput<N>, staleBudget: number) {
    const { local, newKey } = this.#around
    const act = acts[name] as unknown as Act<ActInput<N>, ActOutput<N>>
    const before = readPosition(this.db)
    const work = (moment: Moment) => act(this.db, input, moment, { colos: this.colos(), local, staleBudget, newKey })
    return this.write(caller, work, async (body) => {
      const after = readPosition(this.db)
      if (after.seq !== before.seq) void this.announce()
      if (after.committedNumber !== before.committedNumber) await this.publish()
      return body
    })
  }

  /** The earlier answer to a request that comes again, for writes that need more than one call. */
  replay<T>(caller: Caller, moment: { nowMs: number; actor: Actor }): Result<Reply<T>, Refusal> | undefined {
    return findReplay<T>(this.db, caller, moment)
  }

  /** The feed has changed: every relay hears of it now, KV when it can. */
  announce(): Promise<RelayAcknowledgement[]> {
    this.publisher.runLane('head')
    return this.pushes.announce()
  }

  /** Publishes what was committed, as far as KV is quick about it. */
  async publish(): Promise<void> {
    const work = this.publisher.runLane('snapshot').then(() => this.publisher.runLane('head'))
    await bounded(work, publishWaitMs, this.#around.sleep)
  }

  async pull({ sightings, colos }: PullRequest): Promise<Feed> {
    this.counts.pulls++
    const nowMs = this.#around.now()
    this.#colos.heard(colos, nowMs)
    storeSightings(this.db, sightings, nowMs)
    // A root that has never published must not vouch for its own emptiness before it knows that there is nothing else.
    if (readPosition(this.db).mirroredEpoch === 0) {
      const unsettled = await this.publisher.settled()
      if (unsettled !== null) throw new Error(`this root does not know yet what was published before it: ${unsettled}`)
    }
    await this.heartbeat.proof()
    return readFeed(this.db)
  }

  async wake(): Promise<void> {
    this.#alarmAt = undefined
    try {
      // Before anything that asks KV: taking back waits for nobody.
      this.#endOverdue()
      await this.#tick()
      await this.publisher.settled()
      await this.publisher.run()
      tidy(this.db, this.#around.now())
    } finally {
      this.schedule()
    }
  }

  /** Where one breaks, the others go on all the same. */
  async #tick(): Promise<void> {
    if (this.#closed) return
    const { seq } = readPosition(this.db)
    const around = this.#tickerSurroundings
    // Beside each other: one that waits for an answer holds up none of the others.
    await Promise.all(tickers.map((ticker) => this.#runTicker(ticker, around)))
    if (readPosition(this.db).seq !== seq) void this.announce()
    void this.#probe()
  }

  async #runTicker({ name, run }: Ticker, around: TickerSurroundings): Promise<void> {
    try {
      await run(this.db, around)
    } catch (broken) {
      console.error(`the ticker of ${name} broke`, broken)
    }
  }

  get #tickerSurroundings(): TickerSurroundings {
    const { now, sleep, telemetry, fetch, local, newKey } = this.#around
    return { now, sleep, telemetry, fetch, local, newKey, colos: () => this.colos() }
  }

  /** Beside the ticks: an endpoint that hangs must not delay a verdict. */
  async #probe(): Promise<void> {
    const moved = await this.#probes.run(this.#tickerSurroundings)
    if (!moved) return
    this.schedule()
    void this.announce()
  }

  /** Where it breaks, everything else goes on all the same. */
  #endOverdue(): void {
    const nowMs = this.#around.now()
    try {
      if (this.#closed) this.#endAgainAt = nowMs + endRetryMs
      else if (endOverdue(this.db, { nowMs, colos: this.colos() })) void this.announce()
    } catch (broken) {
      console.error('ending what is overdue broke', broken)
      this.#endAgainAt = nowMs + endRetryMs
    }
  }

  /**
   * Sees to it that the one alarm rings no later than the next due time; in the turn of the write that made something due, so
   * that both are kept. An alarm is never put off: it may ring for nothing, and sets the next one then.
   */
  schedule(): void {
    const publishAt = nextPublishAt(this.db) ?? Number.POSITIVE_INFINITY
    const endAt = Math.max(nextChangeAt(this.db) ?? Number.POSITIVE_INFINITY, this.#endAgainAt)
    const nowMs = this.#around.now()
    const ticksAt = tickers.map(({ nextAt }) => nextAt(this.db, nowMs) ?? Number.POSITIVE_INFINITY)
    const dueAt = Math.min(publishAt, nextTidyAt(this.db), endAt, ...ticksAt)
    if (this.#alarmAt !== undefined && this.#alarmAt <= dueAt) return
    this.#alarmAt = dueAt
    void this.#storage.setAlarm(Date.now() + this.#around.realMs(Math.max(0, dueAt - nowMs)))
  }
}
