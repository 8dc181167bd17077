// The root, as the API sees it. Expected failures are results: exceptions lose what they carry on the way, and break the
// stub they came through.

import type { Result } from '../../../domain/result.ts'
import type { Policy } from '../../../domain/rollout/policy.ts'
import type { ChangeRecord, WriteAnswer } from '../../../protocol/admin-change.ts'
import type { DrillInput, DrillRecord } from '../../../protocol/admin-drill.ts'
import type { FlagSummary } from '../../../protocol/admin-flag.ts'
import type { HeadAnswer, HealthAnswer } from '../../../protocol/admin-head.ts'
import type { NewKeyAnswer } from '../../../protocol/admin-key.ts'
import type { KillAnswer, LiftAnswer, ReceiptsAnswer } from '../../../protocol/admin-kill.ts'
import type { LifecycleAnswer } from '../../../protocol/admin-lifecycle.ts'
import type { AuditVerdict, NewTokenAnswer, Page, SystemRecord } from '../../../protocol/admin-records.ts'
import type { RestoreAnswer, RestorePlan } from '../../../protocol/admin-restore.ts'
import type { RevisionRecord } from '../../../protocol/admin-revision.ts'
import type { PolicyRecord, RolloutRecord, RolloutStarted } from '../../../protocol/admin-rollout.ts'
import type { RootFeedRpc } from '../../../protocol/relay.ts'
import type { Caller } from '../../auth/caller.ts'
import type { PlannedChange, PlannedDefinition } from '../../flags/plan-change.ts'
import type { Proposal } from '../../flags/propose-change.ts'
import type { IfMatch, Precondition } from '../../preconditions.ts'
import type { Refusal } from '../../refusal.ts'
import type { RootUsageRpc } from '../telemetry/telemetry.ts'
import type { ActInput, ActName, ActOutput } from './acts.ts'
import type { DocumentCommit } from './commands/commit-document.ts'
import type { KeyCommit } from './commands/commit-keys.ts'
import type { StartInput } from './commands/find-subject.ts'
import type { KillInput } from './commands/insert-kill.ts'
import type { LiftInput } from './commands/lift.ts'
import type { RestoreHandover, RestoreInput } from './commands/restore.ts'
import type { SteerInput } from './commands/steer-rollout.ts'
import type { TokenInput } from './commands/tokens.ts'
import type { ListQuery } from './list-query.ts'
import type { LookInput, LookName, LookOutput } from './looks.ts'
import type { Reply } from './perform.ts'
import type { DefinitionPage, HistoryPage } from './queries.ts'
import type { RestoreBegun } from './restoring.ts'
import type { ArchivedRow } from './stores/archive-rows.ts'
import type { OutboxCounts } from './stores/outbox-lists.ts'
import type { PlanInput, PlanVerdict } from './tell-plan.ts'

export type Answer<T> = Promise<Result<T, Refusal>>
export type Written<T> = Answer<Reply<T>>

/** Where to find the text of a revision. */
export interface DocumentHandle extends RevisionRecord {
  readonly parts: number
  /** Where in the text the document begins; it ends one character before the text does. */
  readonly documentOffset: number
  /** The seq at which it was published; null before that. */
  readonly publishedSeq: number | null
}

/** A write may begin: here is its base. Or it was made already. */
export type DocumentStart = { readonly base: DocumentHandle } | { readonly earlier: Reply<WriteAnswer> }

/** What an approval applies: JSON texts, as in a `Proposal`. */
export type PendingChange = Proposal

/** A flag, and where to find it whole. */
export interface FlagHandle {
  readonly summary: FlagSummary
  readonly etag: string
  /** Canonical JSON of its definition with the segments it refers to; null where that is too large to be kept. */
  readonly text: string | null
  readonly document: DocumentHandle
}

export interface PageQuery {
  readonly limit: number
  readonly cursor?: string
}

export interface Counters {
  readonly beats: number
  readonly pulls: number
  readonly kills: number
  readonly pushesAcknowledged: number
  readonly pushesFailed: number
  readonly revisions: number
  readonly auditRows: number
  readonly killsInForce: number
  readonly usageRows: number
  readonly usageRowsUnknown: number
  readonly usageBatchesRefused: number
  readonly notifications: OutboxCounts
}

export interface RootRpc extends RootFeedRpc, RootUsageRpc {
  health(): Promise<{ health: HealthAnswer; counters: Counters }>
  admit(caller: Caller): Answer<null>
  head(caller: Caller): Answer<HeadAnswer>

  document(caller: Caller, revision: string | null): Answer<DocumentHandle>
  startDocument(caller: Caller, ifMatch: IfMatch): Answer<DocumentStart>
  holdsSnapshot(revision: string): Promise<boolean>
  stageSnapshot(snapshot: { revision: string; parts: number; documentOffset: number; chars: number }): Promise<void>
  stageParts(revision: string, first: number, texts: readonly string[]): Promise<void>
  stageDefinitions(definitions: readonly PlannedDefinition[]): Promise<void>
  stageChanges(plan: string, batch: number, changes: readonly PlannedChange[]): Promise<void>
  commitDocument(caller: Caller, commit: DocumentCommit): Written<WriteAnswer>
  judgePlan(caller: Caller, input: PlanInput): Answer<PlanVerdict>

  changes(caller: Caller, query: ListQuery): Answer<Page<ChangeRecord>>
  change(caller: Caller, id: string): Answer<ChangeRecord>
  /** For whoever may approve it. */
  pendingChange(caller: Caller, id: string): Answer<PendingChange>
  rejectChange(caller: Caller, id: string, reason: string): Written<ChangeRecord>
  reviewChange(caller: Caller, id: string, reason: string | null): Written<ChangeRecord>

  flags(caller: Caller, query: ListQuery): Answer<Page<FlagSummary>>
  flag(caller: Caller, key: string): Answer<FlagHandle>
  /** What became of a flag that was taken out; null where none was. */
  archived(caller: Caller, key: string): Answer<ArchivedRow | null>

  diff(
    caller: Caller,
    revision: string,
    against: string | null,
    query: PageQuery,
  ): Answer<DefinitionPage & { from: string; to: string }>
  history(caller: Caller, key: string, query: PageQuery): Answer<HistoryPage>

  lifecycle(caller: Caller): Answer<LifecycleAnswer>

  startRollout(caller: Caller, input: StartInput): Written<RolloutRecord | RolloutStarted>
  steerRollout(caller: Caller, input: SteerInput): Written<RolloutRecord>
  rollout(caller: Caller, id: string): Answer<RolloutRecord>
  declarePolicy(caller: Caller, policy: Policy): Written<PolicyRecord>

  kill(caller: Caller, input: KillInput): Written<KillAnswer>
  lift(caller: Caller, input: LiftInput): Written<LiftAnswer>
  receipts(caller: Caller, seq: number): Answer<ReceiptsAnswer>

  system(caller: Caller, id: string): Answer<SystemRecord & { etag: string }>
  putSystem(caller: Caller, system: SystemRecord, precondition: Precondition): Written<SystemRecord>
  deleteSystem(caller: Caller, id: string, precondition: Precondition): Written<null>
  commitKeys(caller: Caller, commit: KeyCommit): Written<NewKeyAnswer | null>
  createToken(caller: Caller, input: TokenInput): Written<NewTokenAnswer>
  revokeToken(caller: Caller, id: string): Written<null>
  verifyAudit(caller: Caller): Answer<AuditVerdict>
  recordDrill(caller: Caller, input: DrillInput): Written<DrillRecord>

  /** Commands and queries by their names: acts.ts and looks.ts list them. */
  act<N extends ActName>(caller: Caller, name: N, input: ActInput<N>): Written<ActOutput<N>>
  look<N extends LookName>(caller: Caller, name: N, input: LookInput<N>): Answer<LookOutput<N>>

  planRestore(caller: Caller, at: string): Answer<RestorePlan>
  beginRestore(caller: Caller, input: RestoreInput): Answer<RestoreBegun>
  /** Never answers where a restore has begun: the object ends. */
  endForRestore(): Promise<void>
  /** In the next life. Whoever began is not asked again: the restored state may not know that token. */
  completeRestore(caller: Caller, handover: RestoreHandover): Written<RestoreAnswer>
}
