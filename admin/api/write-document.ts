// Writing a document: plan in the worker, stage the texts, commit in the root against the base that the plan was made for.
// With `If-Match: *` the caller does not care what it replaces, so a lost race is run again.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CommitAnswer, FlagChange } from '../../protocol/admin-revision.ts'
import type { PublishedKey, PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import type { Caller } from '../auth/caller.ts'
import { type ChangePlan, type PlannedChange, planChange } from '../flags/plan-change.ts'
import { cutParts } from '../flags/snapshot-parts.ts'
import type { Reply } from '../objects/root/perform.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import { changesPerBatch } from '../objects/root/stores/staged-rows.ts'
import type { IfMatch } from '../preconditions.ts'
import type { Refusal } from '../refusal.ts'
import { loadSnapshot } from './snapshot-text.ts'

export interface DocumentWrite {
  readonly root: RootRpc
  readonly caller: Caller
  readonly ifMatch: IfMatch
  readonly reason: string
  /** Supplies the document, once the write is allowed to begin; again with another base where a race was lost. */
  readonly supply: (base: PublishedSnapshot) => Promise<Result<Supply, Refusal>> | Result<Supply, Refusal>
}

export interface Supply {
  readonly document: FlagDocument
  /** The evaluation keys of the new snapshot, where they change. */
  readonly keys?: readonly PublishedKey[]
  readonly rolledBackTo?: number
  /** Whether it brings an archived flag back on purpose. */
  readonly restores?: boolean
}

const maxRaces = 5

export async function writeDocument(write: DocumentWrite): Promise<Result<Reply<CommitAnswer>, Refusal>> {
  const { root, caller, ifMatch, reason } = write
  for (let race = 1; ; race++) {
    const start = await root.startDocument(caller, ifMatch)
    if (!start.ok) return start
    if ('earlier' in start.value) return ok(start.value.earlier)
    const { base } = start.value
    const snapshot = await loadSnapshot(root, base)
    const supplied = await write.supply(snapshot)
    if (!supplied.ok) return supplied
    const { document, keys, ...rest } = supplied.value
    const plan = planChange(snapshot, document, keys)
    if (!plan.ok) return plan
    const id = crypto.randomUUID()
    await stage(root, id, plan.value)
    const { revision, flags, changes } = plan.value
    const staged = { id, revision, flags, changed: changes.length }
    const commit = { base: base.revision, plan: staged, listed: listedOf(changes), reason, ...rest }
    const committed = await root.commitDocument(caller, commit)
    if (committed.ok) return ok(withAll(committed.value, changes))
    const lost = committed.error.kind === 'stale-precondition'
    if (!lost || ifMatch !== '*' || race === maxRaces) return committed
  }
}

const named = ({ key, change }: PlannedChange): FlagChange => ({ key, change })

/** Characters of changes in an answer that is kept for repeated requests. */
const maxListedChars = 256 * 1024

function listedOf(changes: readonly PlannedChange[]): FlagChange[] {
  let chars = 0
  const end = changes.findIndex(({ key }) => {
    chars += key.length + 40
    return chars > maxListedChars
  })
  return (end < 0 ? changes : changes.slice(0, end)).map(named)
}

/** The first answer names every change, however many. */
function withAll(reply: Reply<CommitAnswer>, changes: readonly PlannedChange[]): Reply<CommitAnswer> {
  return reply.replayed ? reply : { ...reply, body: { ...reply.body, changed: changes.map(named) } }
}

const partsPerCall = 16
const definitionCharsPerCall = 4 * 1024 * 1024

/** Hands everything over in messages of a bounded size. It means nothing until a commit names it. */
export async function stage(root: RootRpc, id: string, plan: ChangePlan): Promise<void> {
  const { revision, text, documentOffset, definitions, changes } = plan
  if (!(await root.holdsSnapshot(revision))) {
    const parts = cutParts(text)
    await root.stageSnapshot({ revision, parts: parts.length, documentOffset, chars: text.length })
    for (let first = 0; first < parts.length; first += partsPerCall) {
      await root.stageParts(revision, first, parts.slice(first, first + partsPerCall))
    }
  }
  for (let i = 0; i < definitions.length; ) {
    const batch: ChangePlan['definitions'][number][] = []
    for (let chars = 0; i < definitions.length && chars < definitionCharsPerCall; i++) {
      batch.push(definitions[i]!)
      chars += 100 + (definitions[i]!.text ?? '').length
    }
    await root.stageDefinitions(batch)
  }
  for (let i = 0; i < changes.length; i += changesPerBatch) {
    await root.stageChanges(id, i, changes.slice(i, i + changesPerBatch))
  }
}
