// The root object: one per deployment, holder of all durable state. A thin shell: every method admits its caller, runs one
// command or query over the tables, and answers. A kill waits for no document and no KV.

import { DurableObject } from 'cloudflare:workers'
import { fail, ok } from '../../../domain/result.ts'
import type { Policy } from '../../../domain/rollout/policy.ts'
import type { DrillInput } from '../../../protocol/admin-drill.ts'
import type { RelayAcknowledgement } from '../../../protocol/admin-kill.ts'
import type { SystemRecord } from '../../../protocol/admin-records.ts'
import type { Feed } from '../../../protocol/feed.ts'
import type { PullRequest, SnapshotPart } from '../../../protocol/relay.ts'
import type { TelemetryShard } from '../../../protocol/telemetry.ts'
import type { Caller } from '../../auth/caller.ts'
import { type Env, readBootstrapToken, readStaleBudget } from '../../env.ts'
import type { PlannedChange, PlannedDefinition } from '../../flags/plan-change.ts'
import type { IfMatch, Precondition } from '../../preconditions.ts'
import type { HandOver } from '../telemetry/usage-ledger.ts'
import type { ActInput, ActName } from './acts.ts'
import { commitDocument, type DocumentCommit } from './commands/commit-document.ts'
import { commitKeys, isPublished, type KeyCommit } from './commands/commit-keys.ts'
import { rejectChange, reviewChange } from './commands/decide-change.ts'
import { declarePolicy } from './commands/declare-policy.ts'
import type { StartInput } from './commands/find-subject.ts'
import type { KillInput } from './commands/insert-kill.ts'
import { kill } from './commands/kill.ts'
import { type LiftInput, lift } from './commands/lift.ts'
import { openForApproval, unknownChange } from './commands/open-change.ts'
import { recordDrill } from './commands/record-drill.ts'
import type { RestoreHandover, RestoreInput } from './commands/restore.ts'
import { startRollout } from './commands/start-rollout.ts'
import { readRollout, type SteerInput, steerRollout } from './commands/steer-rollout.ts'
import { deleteSystem, readSystem, writeSystem } from './commands/systems.ts'
import { renderCommit } from './commands/tell-commit.ts'
import { createToken, revokeToken, type TokenInput } from './commands/tokens.ts'
import { RootCore, type Surroundings } from './core.ts'
import { foretell } from './foretell.ts'
import { readLifecycle } from './lifecycle.ts'
import type { ListQuery } from './list-query.ts'
import { type Look, type LookInput, type LookName, type LookOutput, looks, publicLooks } from './looks.ts'
import { numberIn } from './page.ts'
import type { Moment } from './perform.ts'
import { readDiff, readFlag, readHistory } from './queries.ts'
import { Restoring } from './restoring.ts'
import type {
  Answer,
  DocumentHandle,
  DocumentStart,
  FlagHandle,
  PageQuery,
  PendingChange,
  RootRpc,
} from './root-rpc.ts'
import { renderHead, renderHealth } from './status.ts'
import { type ArchivedRow, findArchived } from './stores/archive-rows.ts'
import { verifyAudit } from './stores/audit-log.ts'
import { findChange, listChanges, renderChange } from './stores/change-rows.ts'
import { listFlags } from './stores/flag-list.ts'
import { readPosition } from './stores/positions.ts'
import { readReceipts } from './stores/receipt-rows.ts'
import {
  committedRevision,
  isStaged,
  readPart,
  renderHandle,
  resolveRevision,
  type SnapshotRow,
  stageParts,
  stageSnapshot,
} from './stores/revision-rows.ts'
import { stageChanges, stageDefinitions } from './stores/staged-rows.ts'
import { recordUsage } from './stores/usage-rows.ts'
import { surroundingsOf } from './surroundings.ts'
import { type PlanInput, tellPlan } from './tell-plan.ts'

export class Root extends DurableObject<Env> implements RootRpc {
  readonly surroundings: Surroundings
  readonly #core: RootCore
  readonly #restoring: Restoring

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.surroundings = surroundingsOf(ctx, env)
    this.#core = new RootCore(ctx.storage, this.surroundings, readBootstrapToken(env))
    this.#restoring = new Restoring(this.#core, this.surroundings)
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

  async recordUsage(shard: TelemetryShard, handOver: HandOver): Promise<void> {
    const { db, counts } = this.#core
    const { rows, unknown } = recordUsage(db, shard, handOver, this.surroundings.now())
    counts.usageRows += rows
    counts.usageRowsUnknown += unknown
    counts.usageBatchesRefused += handOver.refused
  }

  async health() {
    return renderHealth(this.#core, this.surroundings.now())
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
    const work = (moment: Parameters<typeof commitDocument>[2]) => commitDocument(db, commit, moment, this.surroundings)
    return this.#core.write(caller, work, async (body) => {
      if ('pending' in body) return body
      const { committedNumber } = readPosition(db)
      await this.#core.publish()
      return { ...body, ...renderCommit(db, committedNumber, commit) }
    })
  }

  async judgePlan(caller: Caller, input: PlanInput) {
    return this.#core.read(caller, (nowMs) => {
      return tellPlan(this.#core.db, input, { nowMs, local: this.surroundings.local })
    })
  }

  async changes(caller: Caller, query: ListQuery) {
    return this.#core.read(caller, (nowMs) => ok(listChanges(this.#core.db, query, nowMs)))
  }

  async change(caller: Caller, id: string) {
    return this.#core.read(caller, (nowMs) => {
      const row = findChange(this.#core.db, id)
      return row === undefined ? fail(unknownChange(id)) : ok(renderChange(row, nowMs))
    })
  }

  async pendingChange(caller: Caller, id: string): Answer<PendingChange> {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    const open = openForApproval(this.#core.db, id, admitted.value)
    return open.ok ? ok({ edit: open.value.edit, undo: open.value.undo ?? '{}', effects: open.value.effects }) : open
  }

  rejectChange(caller: Caller, id: string, reason: string) {
    return this.#core.write(caller, (moment) => rejectChange(this.#core.db, id, reason, moment))
  }

  reviewChange(caller: Caller, id: string, reason: string | null) {
    return this.#core.write(caller, (moment) => reviewChange(this.#core.db, id, reason ?? undefined, moment))
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

  async lifecycle(caller: Caller) {
    const budget = readStaleBudget(this.env)
    return this.#core.read(caller, (nowMs) => ok(readLifecycle(this.#core.db, nowMs, budget)))
  }

  /** What the stages can see is asked before, since the answer comes from elsewhere; it decides nothing. */
  async startRollout(caller: Caller, input: StartInput) {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    const forecast = await foretell(this.#core.db, input, this.surroundings)
    const around = { colos: this.#core.colos(), budget: readStaleBudget(this.env) }
    const work = (moment: Moment) => startRollout(this.#core.db, input, moment, around)
    return this.#core.write(caller, work, async (body) => {
      await this.#moved()
      return { ...body, ...(forecast !== null && { forecast }) }
    })
  }

  steerRollout(caller: Caller, input: SteerInput) {
    const work = (moment: Moment) => steerRollout(this.#core.db, input, { ...moment, colos: this.#core.colos() })
    return this.#core.write(caller, work, async (body) => {
      await this.#moved()
      return body
    })
  }

  /** The feed may have changed, and the document. */
  #moved(): Promise<void> {
    void this.#core.announce()
    return this.#core.publish()
  }

  async rollout(caller: Caller, id: string) {
    return this.#core.read(caller, () => readRollout(this.#core.db, id))
  }

  declarePolicy(caller: Caller, policy: Policy) {
    return this.#core.write(caller, (moment) => declarePolicy(this.#core.db, policy, moment))
  }

  kill(caller: Caller, input: KillInput) {
    const { db, counts } = this.#core
    const work = (moment: Parameters<typeof kill>[2]) => kill(db, input, moment, this.#core.colos())
    counts.kills++
    return this.#core.write(caller, work, (body) => this.#told(body))
  }

  lift(caller: Caller, input: LiftInput) {
    const { local } = this.surroundings
    const work = (moment: Moment) => lift(this.#core.db, input, moment, { colos: this.#core.colos(), local })
    return this.#core.write(caller, work, (body) => this.#told(body))
  }

  async #told<T>(body: T): Promise<T & { relays: readonly RelayAcknowledgement[] }> {
    return { ...body, relays: await this.#core.announce() }
  }

  async receipts(caller: Caller, seq: number) {
    return this.#core.read(caller, (nowMs) => {
      const found = readReceipts(this.#core.db, seq, nowMs)
      return found === undefined ? fail({ kind: 'not-found', detail: `the feed has no seq ${seq} yet` }) : ok(found)
    })
  }

  async flags(caller: Caller, query: ListQuery) {
    return this.#core.read(caller, (nowMs) => ok(listFlags(this.#core.db, query, nowMs)))
  }

  async flag(caller: Caller, key: string): Answer<FlagHandle> {
    const { db } = this.#core
    return this.#core.read(caller, (nowMs) => readFlag(db, key, nowMs))
  }

  async archived(caller: Caller, key: string): Answer<ArchivedRow | null> {
    return this.#core.read(caller, () => ok(findArchived(this.#core.db, key) ?? null))
  }

  async system(caller: Caller, id: string) {
    return this.#core.read(caller, () => readSystem(this.#core.db, id))
  }

  putSystem(caller: Caller, system: SystemRecord, precondition: Precondition) {
    return this.#core.write(caller, (moment) => writeSystem(this.#core.db, system, precondition, moment))
  }

  deleteSystem(caller: Caller, id: string, precondition: Precondition) {
    return this.#core.write(caller, (moment) => deleteSystem(this.#core.db, id, precondition, moment))
  }

  commitKeys(caller: Caller, commit: KeyCommit) {
    const { db } = this.#core
    return this.#core.write(
      caller,
      (moment) => commitKeys(db, commit, moment),
      async (body) => {
        await this.#core.publish()
        return body === null ? null : { ...body, published: isPublished(db) }
      },
    )
  }

  createToken(caller: Caller, input: TokenInput) {
    return this.#core.write(caller, (moment) => createToken(this.#core.db, input, moment))
  }

  revokeToken(caller: Caller, id: string) {
    return this.#core.write(caller, (moment) => revokeToken(this.#core.db, id, moment))
  }

  async verifyAudit(caller: Caller) {
    const admitted = this.#core.admit(caller)
    if (!admitted.ok) return admitted
    return ok(await verifyAudit(this.#core.db, () => this.surroundings.sleep(0)))
  }

  recordDrill(caller: Caller, input: DrillInput) {
    return this.#core.write(caller, (moment) => recordDrill(this.#core.db, input, moment))
  }

  act<N extends ActName>(caller: Caller, name: N, input: ActInput<N>) {
    return this.#core.act(caller, name, input, readStaleBudget(this.env))
  }

  async look<N extends LookName>(caller: Caller, name: N, input: LookInput<N>) {
    const look = looks[name] as unknown as Look<LookInput<N>, LookOutput<N>>
    const query = (nowMs: number) => look(this.#core.db, input, nowMs)
    return publicLooks.has(name) ? query(this.surroundings.now()) : this.#core.read(caller, query)
  }

  planRestore(caller: Caller, at: string) {
    return this.#restoring.plan(caller, at)
  }

  beginRestore(caller: Caller, input: RestoreInput) {
    return this.#restoring.begin(caller, input)
  }

  async endForRestore(): Promise<void> {
    this.#restoring.end()
  }

  async completeRestore(caller: Caller, handover: RestoreHandover) {
    return this.#restoring.complete(caller, handover)
  }
}
