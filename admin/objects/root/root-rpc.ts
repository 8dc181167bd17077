// The root, as the API sees it. Expected failures are results: exceptions lose what they carry on the way, and break the
// stub they came through.

import type { Result } from '../../../domain/result.ts'
import type { DrillInput, DrillRecord } from '../../../protocol/admin-drill.ts'
import type { HeadAnswer, HealthAnswer } from '../../../protocol/admin-head.ts'
import type { KillAnswer, KillRecord, LiftAnswer, ReceiptsAnswer } from '../../../protocol/admin-kill.ts'
import type {
  AuditRecord,
  AuditVerdict,
  NewTokenAnswer,
  Page,
  SystemRecord,
  TokenRecord,
} from '../../../protocol/admin-records.ts'
import type { CommitAnswer, RevisionRecord } from '../../../protocol/admin-revision.ts'
import type { RootFeedRpc } from '../../../protocol/relay.ts'
import type { Caller } from '../../auth/caller.ts'
import type { PlannedChange, PlannedDefinition } from '../../flags/plan-change.ts'
import type { Refusal } from '../../refusal.ts'
import type { DocumentCommit } from './commands/commit-document.ts'
import type { KillInput } from './commands/insert-kill.ts'
import type { LiftInput } from './commands/lift.ts'
import type { TokenInput } from './commands/tokens.ts'
import type { Reply } from './perform.ts'
import type { DefinitionPage, HistoryPage } from './queries.ts'

export type Answer<T> = Promise<Result<T, Refusal>>
export type Written<T> = Answer<Reply<T>>

/** `"*"`, or the revisions that the caller takes for current; undefined where the header is missing. */
export type IfMatch = '*' | readonly string[] | undefined

/** Where to find the text of a revision. */
export interface DocumentHandle extends RevisionRecord {
  readonly parts: number
  /** Where in the text the document begins; it ends one character before the text does. */
  readonly documentOffset: number
}

/** A write may begin: here is its base. Or it was made already. */
export type DocumentStart = { readonly base: DocumentHandle } | { readonly earlier: Reply<CommitAnswer> }

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
}

export interface RootRpc extends RootFeedRpc {
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
  commitDocument(caller: Caller, commit: DocumentCommit): Written<CommitAnswer>

  revisions(caller: Caller, query: PageQuery): Answer<Page<RevisionRecord>>
  diff(
    caller: Caller,
    revision: string,
    against: string | null,
    query: PageQuery,
  ): Answer<DefinitionPage & { from: string; to: string }>
  history(caller: Caller, key: string, query: PageQuery): Answer<HistoryPage>

  kill(caller: Caller, input: KillInput): Written<KillAnswer>
  lift(caller: Caller, input: LiftInput): Written<LiftAnswer>
  kills(caller: Caller, query: PageQuery & { all: boolean }): Answer<Page<KillRecord>>
  receipts(caller: Caller, seq: number): Answer<ReceiptsAnswer>

  systems(caller: Caller, query: PageQuery): Answer<Page<SystemRecord>>
  putSystem(caller: Caller, system: SystemRecord): Written<SystemRecord>
  deleteSystem(caller: Caller, id: string): Written<null>
  tokens(caller: Caller, query: PageQuery): Answer<Page<TokenRecord>>
  createToken(caller: Caller, input: TokenInput): Written<NewTokenAnswer>
  revokeToken(caller: Caller, id: string): Written<null>
  audit(caller: Caller, query: PageQuery & { actor?: string; action?: string }): Answer<Page<AuditRecord>>
  verifyAudit(caller: Caller): Answer<AuditVerdict>
  recordDrill(caller: Caller, input: DrillInput): Written<DrillRecord>
  drills(caller: Caller, query: PageQuery & { key?: string; passed?: boolean }): Answer<Page<DrillRecord>>
}
