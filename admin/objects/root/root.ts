// The root object: one per deployment, holder of all durable state. A thin shell: every method admits its caller, runs one
// command or query over the tables, and answers. A kill waits for no document and no KV.

import { DurableObject } from 'cloudflare:workers'
import { fail, ok } from '../../../domain/result.ts'
import type { DrillInput } from '../../../protocol/admin-drill.ts'
import type { RelayAcknowledgement } from '../../../protocol/admin-kill.ts'
import type { SystemRecord } from '../../../protocol/admin-records.ts'
import type { Feed } from '../../../protocol/feed.ts'
import { locationHintOf, type PullRequest, type SnapshotPart } from '../../../protocol/relay.ts'
import type { Caller } from '../../auth/caller.ts'
import { type Env, readBootstrapToken } from '../../env.ts'
import type { PlannedChange, PlannedDefinition } from '../../flags/plan-change.ts'
import { realSleep } from '../../waiting.ts'
import { commitDocument, type DocumentCommit, renderCommit } from './commands/commit-document.ts'
import type { KillInput } from './commands/insert-kill.ts'
import { kill } from './commands/kill.ts'
import { type LiftInput, lift } from './commands/lift.ts'
import { recordDrill } from './commands/record-drill.ts'
import { deleteSystem, writeSystem } from './commands/systems.ts'
import { createToken, revokeToken, type TokenInput } from './commands/tokens.ts'
import { RootCore, type Surroundings } from './core.ts'
import { numberIn, pageOf } from './page.ts'
import { readDiff, readHistory } from './queries.ts'
import type { Answer, DocumentHandle, DocumentStart, IfMatch, PageQuery, RootRpc } from './root-rpc.ts'
import { renderHead, renderHealth } from './status.ts'
import { listAudit, renderAudit, verifyAudit } from './stores/audit-log.ts'
import { listDrills, renderDrill } from './stores/drill-rows.ts'
import { listKills, renderKill } from './stores/kill-rows.ts'
import { readPosition } from './stores/positions.ts'
import { readReceipts } from './stores/receipt-rows.ts'
import {
  committedRevision,
  isStaged,
  listRevisions,
  readPart,
  renderHandle,
  renderRevision,
  resolveRevision,
  type SnapshotRow,
  stageParts,
  stageSnapshot,
} from './stores/revision-rows.ts'
import { stageChanges, stageDefinitions } from './stores/staged-rows.ts'
import { listSystems } from './stores/system-rows.ts'
import { listTokens, renderToken } from './stores/token-rows.ts'

export class Root extends DurableObject<Env> implements RootRpc {
  readonly surroundings: Surroundings
  readonly #core: RootCore

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.surroundings = {
      now: () => Date.now(),
      sleep: realSleep,
      store: env.FLAGS_KV,
      relay: (name) => env.RELAYS.getByName(name, { locationHint: locationHintOf(name) }),
    }
    this.#core = new RootCore(ctx.storage, this.surroundings, readBootstrapToken(env))
    ctx.blockConcurrencyWhile(() => this.#core.prepare())
  }

  override alarm(): Promise<void> {
    return this.#core.wake()
  }

  pull(request: PullRequest): Promise<Feed> {
    return this.#core.pull(request)
  }

  async snapshotPart(revision: string, index: number): Promise<SnapshotPart | null> {
    return readPart(this.#core.db, revision, index)
  }

  async health() {
    return renderHealth(this.#core)
  }

  async admit(caller: Caller): Answer<null> {
    return this.#core.read(caller, () => ok(null))
  }

  async head(caller: Caller) {
    return this.#core.read(caller, () => ok(renderHead(this.#core.db)))
  }

  async document(caller: Caller, revision: string | null): Answer<DocumentHandle> {
    const { db } = this.#core
    return this.#core.read(caller, () => {
      const row = revision === null ? ok(committedRevision(db)) : resolveRevision(db, revision)
      return row.ok ? ok(renderHandle(db, row.value)) : row
    })
  }

  async startDocument(caller: Caller, ifMatch: IfMatch): Answer<DocumentStart> {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    const earlier = this.#core.replay<never>(caller, admitted.value)
    if (earlier !== undefined) return earlier.ok ? ok({ earlier: earlier.value }) : earlier
    const row = committedRevision(this.#core.db)
    if (ifMatch === undefined) return fail({ kind: 'precondition-required' })
    const holds = ifMatch === '*' || ifMatch.includes(row.revision)
    if (!holds) return fail({ kind: 'stale-precondition', revision: row.revision })
    return ok({ base: renderHandle(this.#core.db, row) })
  }

  async holdsSnapshot(revision: string): Promise<boolean> {
    return isStaged(this.#core.db, revision)
  }

  async stageSnapshot(snapshot: Omit<SnapshotRow, 'stagedAt'>): Promise<void> {
    stageSnapshot(this.#core.db, { ...snapshot, stagedAt: this.surroundings.now() })
  }

  async stageParts(revision: string, first: number, texts: readonly string[]): Promise<void> {
    stageParts(this.#core.db, revision, first, texts)
  }

  async stageDefinitions(definitions: readonly PlannedDefinition[]): Promise<void> {
    stageDefinitions(this.#core.db, definitions, this.surroundings.now())
  }

  async stageChanges(plan: string, batch: number, changes: readonly PlannedChange[]): Promise<void> {
    stageChanges(this.#core.db, plan, batch, changes, this.surroundings.now())
  }

  commitDocument(caller: Caller, commit: DocumentCommit) {
    const { db } = this.#core
    const work = (moment: Parameters<typeof commitDocument>[2]) => commitDocument(db, commit, moment)
    return this.#core.write(caller, work, async () => {
      const { committedNumber } = readPosition(db)
      await this.#core.publish()
      return renderCommit(db, committedNumber, commit)
    })
  }

  async revisions(caller: Caller, { limit, cursor }: PageQuery) {
    return this.#core.read(caller, () => {
      const rows = listRevisions(this.#core.db, limit + 1, numberIn(cursor))
      return ok(pageOf(rows, limit, renderRevision, ({ number }) => number))
    })
  }

  async diff(caller: Caller, revision: string, against: string | null, { limit, cursor }: PageQuery) {
    const { db } = this.#core
    return this.#core.read(caller, () => {
      const to = resolveRevision(db, revision)
      if (!to.ok) return to
      const before = String(Math.max(0, to.value.number - 1))
      const from = resolveRevision(db, against ?? before)
      if (!from.ok) return from
      const page = readDiff(db, from.value.number, to.value.number, cursor, limit)
      return ok({ ...page, from: from.value.revision, to: to.value.revision })
    })
  }

  async history(caller: Caller, key: string, { limit, cursor }: PageQuery) {
    const upTo = numberIn(cursor) ?? Number.MAX_SAFE_INTEGER
    return this.#core.read(caller, () => readHistory(this.#core.db, key, upTo, limit))
  }

  kill(caller: Caller, input: KillInput) {
    const { db, counts } = this.#core
    const work = (moment: Parameters<typeof kill>[2]) => kill(db, input, moment, this.#core.colos())
    counts.kills++
    return this.#core.write(caller, work, (body) => this.#told(body))
  }

  lift(caller: Caller, input: LiftInput) {
    const work = (moment: Parameters<typeof lift>[2]) => lift(this.#core.db, input, moment, this.#core.colos())
    return this.#core.write(caller, work, (body) => this.#told(body))
  }

  async #told<T>(body: T): Promise<T & { relays: readonly RelayAcknowledgement[] }> {
    return { ...body, relays: await this.#core.announce() }
  }

  async kills(caller: Caller, { limit, cursor, all }: PageQuery & { all: boolean }) {
    return this.#core.read(caller, () => {
      const rows = listKills(this.#core.db, limit + 1, numberIn(cursor), all)
      return ok(pageOf(rows, limit, renderKill, ({ seq }) => seq))
    })
  }

  async receipts(caller: Caller, seq: number) {
    return this.#core.read(caller, (nowMs) => {
      const found = readReceipts(this.#core.db, seq, nowMs)
      return found === undefined ? fail({ kind: 'not-found', detail: `the feed has no seq ${seq} yet` }) : ok(found)
    })
  }

  async systems(caller: Caller, { limit, cursor }: PageQuery) {
    return this.#core.read(caller, () => {
      const rows = listSystems(this.#core.db, limit + 1, cursor)
      return ok(
        pageOf(
          rows,
          limit,
          (row) => row,
          ({ id }) => id,
        ),
      )
    })
  }

  putSystem(caller: Caller, system: SystemRecord) {
    return this.#core.write(caller, () => writeSystem(this.#core.db, system))
  }

  deleteSystem(caller: Caller, id: string) {
    return this.#core.write(caller, () => deleteSystem(this.#core.db, id))
  }

  async tokens(caller: Caller, { limit, cursor }: PageQuery) {
    return this.#core.read(caller, () => {
      const rows = listTokens(this.#core.db, limit + 1, numberIn(cursor))
      return ok(pageOf(rows, limit, renderToken, ({ position }) => position))
    })
  }

  createToken(caller: Caller, input: TokenInput) {
    return this.#core.write(caller, (moment) => createToken(this.#core.db, input, moment))
  }

  revokeToken(caller: Caller, id: string) {
    return this.#core.write(caller, (moment) => revokeToken(this.#core.db, id, moment))
  }

  async audit(caller: Caller, { limit, cursor, ...filter }: PageQuery & { actor?: string; action?: string }) {
    const before = numberIn(cursor)
    return this.#core.read(caller, () => {
      const rows = listAudit(this.#core.db, { limit: limit + 1, ...(before !== undefined && { before }), ...filter })
      return ok(pageOf(rows, limit, renderAudit, ({ id }) => id))
    })
  }

  async verifyAudit(caller: Caller) {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    return ok(await verifyAudit(this.#core.db, () => this.surroundings.sleep(0)))
  }

  recordDrill(caller: Caller, input: DrillInput) {
    return this.#core.write(caller, (moment) => recordDrill(this.#core.db, input, moment))
  }

  async drills(caller: Caller, { limit, cursor, ...filter }: PageQuery & { key?: string; passed?: boolean }) {
    return this.#core.read(caller, () => {
      const rows = listDrills(this.#core.db, { limit: limit + 1, before: numberIn(cursor), ...filter })
      return ok(pageOf(rows, limit, renderDrill, ({ position }) => position))
    })
  }
}
