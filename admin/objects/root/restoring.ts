// Going back to a point in time, around the end of the object's life: `begin` in the old one, `complete` in the next. Between
// the two nothing is written, since it would be lost.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { RestoreAnswer, RestorePlan } from '../../../protocol/admin-restore.ts'
import type { Caller } from '../../auth/caller.ts'
import type { Refusal } from '../../refusal.ts'
import {
  completeRestore,
  planRestore,
  type RestoreHandover,
  type RestoreInput,
  readHandover,
} from './commands/restore.ts'
import type { RootCore, Surroundings } from './core.ts'
import { keepReply, type Reply } from './perform.ts'
import { parseRestorePoint, type RestorePoint } from './point-in-time.ts'
import { readPosition } from './stores/positions.ts'
import { readBacklog } from './stores/publish-rows.ts'

/** Whoever began a restore ends the object at once. Where nobody does, it ends itself: it must not stay closed. */
const closedMs = 5_000
const mirrorWaitMs = 3_000
const mirrorPollMs = 250

export type RestoreBegun = { readonly handover: RestoreHandover } | { readonly earlier: Reply<RestoreAnswer> }

export class Restoring {
  readonly #core: RootCore
  readonly #around: Surroundings

  constructor(core: RootCore, around: Surroundings) {
    this.#core = core
    this.#around = around
  }

  async plan(caller: Caller, at: string): Promise<Result<RestorePlan, Refusal>> {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    const { db } = this.#core
    const point = parseRestorePoint(at, admitted.value.nowMs, readPosition(db).bornAt)
    if (!point.ok) {
      const { found, allowed } = point.error
      return fail({ kind: 'invalid-query', detail: `at: found ${found}; allowed: ${allowed}` })
    }
    if ('bookmark' in point.value) {
      return fail({ kind: 'invalid-query', detail: 'at: of a bookmark nothing can be told beforehand; give a time' })
    }
    const { atMs } = point.value
    return ok(planRestore(db, at, atMs, (await this.#bookmarkOf(point.value)).ok))
  }

  async begin(caller: Caller, input: RestoreInput): Promise<Result<RestoreBegun, Refusal>> {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    const { db } = this.#core
    const { nowMs, actor } = admitted.value
    const earlier = this.#core.replay<RestoreAnswer>(caller, admitted.value)
    if (earlier !== undefined) return earlier.ok ? ok({ earlier: earlier.value }) : earlier
    const point = parseRestorePoint(input.at, nowMs, readPosition(db).bornAt)
    if (!point.ok) return fail({ kind: 'invalid-body', problems: [point.error] })
    const bookmark = await this.#bookmarkOf(point.value)
    if (!bookmark.ok) return bookmark
    // Should everything break from here on, the next life finds the newest epoch and kills in KV, and keeps them.
    await this.#mirrored()
    if (!this.#core.close()) return fail({ kind: 'unavailable' })
    if (!this.#isMirrored) return this.#reopened(notMirrored)
    const atMs = 'atMs' in point.value ? point.value.atMs : undefined
    const handover = readHandover(db, input, { by: actor.id, atMs })
    const undo = await this.#tried(() => this.#around.pointInTime.restoreNext(bookmark.value))
    if (!undo.ok) return this.#reopened(undo.error)
    void this.#around.sleep(closedMs).then(() => this.end())
    return ok({ handover: { ...handover, undo: undo.value } })
  }

  /** Ends this life of the object, if a restore has begun in it. */
  end(): void {
    if (this.#core.closed) this.#around.pointInTime.restart()
  }

  complete(caller: Caller, handover: RestoreHandover): Result<Reply<RestoreAnswer>, Refusal> {
    if (this.#core.closed) return fail({ kind: 'unavailable' })
    const { db } = this.#core
    const nowMs = this.#around.now()
    const body = db.transaction(() => {
      const answer = completeRestore(db, handover, { nowMs, colos: this.#core.colos() })
      keepReply(db, caller, { nowMs, actor: { id: handover.by, scopes: [] } }, 200, answer)
      return answer
    })
    this.#core.schedule()
    void this.#core.announce()
    return ok({ status: 200, body, replayed: false })
  }

  get #isMirrored(): boolean {
    return readBacklog(this.#core.db, 'head') === undefined
  }

  /** KV takes one head a second, so the newest may have to wait its turn. */
  async #mirrored(): Promise<void> {
    for (let waitedMs = 0; waitedMs < mirrorWaitMs; waitedMs += mirrorPollMs) {
      await this.#core.publisher.runLane('head')
      if (this.#isMirrored) return
      await this.#around.sleep(mirrorPollMs)
    }
  }

  #bookmarkOf(point: RestorePoint): Promise<Result<string, Refusal>> {
    if ('bookmark' in point) return Promise.resolve(ok(point.bookmark))
    return this.#tried(() => this.#around.pointInTime.bookmarkAt(point.atMs))
  }

  async #tried(call: () => Promise<string>): Promise<Result<string, Refusal>> {
    try {
      return ok(await call())
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      return fail({ kind: 'not-available-here', detail: `the storage cannot go back: ${why}` })
    }
  }

  #reopened(refusal: Refusal): Result<never, Refusal> {
    this.#core.reopen()
    return fail(refusal)
  }
}

const notMirrored: Refusal = {
  kind: 'not-available-here',
  detail:
    'KV has not taken the newest feed, so kills could be lost on the way; nothing was changed. Wait until publishing.pending of ' +
    'GET /api/v1/head is 0, then repeat',
}
