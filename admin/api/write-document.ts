// Writing a document: plan in the worker, stage the texts, commit in the root against the base that the plan was made for.
// With `If-Match: *` the caller does not care what it replaces, so a lost race is run again.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { CommitAnswer } from '../../protocol/admin-revision.ts'
import type { Caller } from '../auth/caller.ts'
import { type ChangePlan, planChange } from '../flags/plan-change.ts'
import { cutParts } from '../flags/snapshot-parts.ts'
import type { Reply } from '../objects/root/perform.ts'
import type { IfMatch, RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { loadSnapshot } from './snapshot-text.ts'

export interface DocumentWrite {
  readonly root: RootRpc
  readonly caller: Caller
  readonly ifMatch: IfMatch
  readonly reason: string
  /** Supplies the document, once the write is allowed to begin. */
  readonly supply: () => Promise<Result<Supply, Refusal>>
}

export interface Supply {
  readonly document: FlagDocument
  readonly rolledBackTo?: number
}

const maxRaces = 5

export async function writeDocument(write: DocumentWrite): Promise<Result<Reply<CommitAnswer>, Refusal>> {
  const { root, caller, ifMatch, reason } = write
  let supplied: Result<Supply, Refusal> | undefined
  for (let race = 1; ; race++) {
    const start = await root.startDocument(caller, ifMatch)
    if (!start.ok) return start
    if ('earlier' in start.value) return ok(start.value.earlier)
    const { base } = start.value
    supplied ??= await write.supply()
    if (!supplied.ok) return supplied
    const { document, ...rest } = supplied.value
    const plan = planChange(await loadSnapshot(root, base), document)
    if (!plan.ok) return plan
    await stage(root, plan.value)
    const { revision, flags, changes } = plan.value
    const commit = { base: base.revision, plan: { revision, flags, changes }, reason, ...rest }
    const committed = await root.commitDocument(caller, commit)
    const lost = !committed.ok && committed.error.kind === 'stale-precondition'
    if (!lost || ifMatch !== '*' || race === maxRaces) return committed
  }
}

const partsPerCall = 16
const definitionCharsPerCall = 4 * 1024 * 1024

/** Hands the texts over, under their hashes. They mean nothing until a commit names them. */
async function stage(root: RootRpc, { revision, text, documentOffset, definitions }: ChangePlan): Promise<void> {
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
      chars += (definitions[i]!.text ?? '').length
    }
    await root.stageDefinitions(batch)
  }
}
