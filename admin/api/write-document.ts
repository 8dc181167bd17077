// Writing a document: plan in the worker, stage the texts, commit in the root against the base that the plan was made for.
// With `If-Match: *` the caller does not care what it replaces, so a lost race is run again. Every change of flags comes through
// here, so what needs a second person waits whichever way it came.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import type { JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { WriteAnswer } from '../../protocol/admin-change.ts'
import type { FlagChange } from '../../protocol/admin-revision.ts'
import type { PublishedKey, PublishedSnapshot } from '../../protocol/published-snapshot.ts'
import type { Caller } from '../auth/caller.ts'
import { type PlannedChange, planChange } from '../flags/plan-change.ts'
import { mayWait, type Proposal, proposeChange } from '../flags/propose-change.ts'
import type { Reply } from '../objects/root/perform.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { IfMatch } from '../preconditions.ts'
import type { Refusal } from '../refusal.ts'
import { loadSnapshot } from './snapshot-text.ts'
import { stagePlan } from './stage-plan.ts'

export interface DocumentWrite {
  readonly root: RootRpc
  readonly caller: Caller
  readonly ifMatch: IfMatch
  readonly reason: string
  /** Commits at once what would have to wait, for so many hours; see `breakGlassHours`. */
  readonly breakGlassHours?: number
  /** Id of the change that this write applies. */
  readonly approves?: string
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
  /** Has the last word once it is known what the document would change. */
  readonly verify?: (changes: readonly PlannedChange[]) => Refusal | undefined
}

const maxRaces = 5

export async function writeDocument(write: DocumentWrite): Promise<Result<Reply<WriteAnswer>, Refusal>> {
  const { root, caller, ifMatch, reason, breakGlassHours, approves } = write
  for (let race = 1; ; race++) {
    const start = await root.startDocument(caller, ifMatch)
    if (!start.ok) return start
    if ('earlier' in start.value) return ok(start.value.earlier)
    const { base } = start.value
    const snapshot = await loadSnapshot(root, base)
    const supplied = await write.supply(snapshot)
    if (!supplied.ok) return supplied
    const { document, keys, verify, ...rest } = supplied.value
    const plan = planChange(snapshot, document, keys)
    if (!plan.ok) return plan
    const { changes } = plan.value
    const refusal = verify?.(changes)
    if (refusal !== undefined) return fail(refusal)
    const staged = await stagePlan(root, plan.value)
    const committed = await root.commitDocument(caller, {
      base: base.revision,
      plan: staged,
      listed: listedOf(changes),
      reason,
      proposal: approves === undefined ? proposalOf(snapshot.document, document, changes) : null,
      ...(breakGlassHours !== undefined && { breakGlassHours }),
      ...(approves !== undefined && { approves }),
      ...rest,
    })
    if (committed.ok) return ok(withAll(committed.value, changes))
    const lost = committed.error.kind === 'stale-precondition'
    if (!lost || ifMatch !== '*' || race === maxRaces) return committed
  }
}

/** What to keep where the change has to wait; null where it never has to, and where it is too large. */
export const proposalOf = (
  before: JsonObject,
  after: FlagDocument,
  changes: readonly PlannedChange[],
): Proposal | null => (mayWait(changes) ? proposeChange(before, after as unknown as JsonObject, changes) : null)

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
function withAll(reply: Reply<WriteAnswer>, changes: readonly PlannedChange[]): Reply<WriteAnswer> {
  const { replayed, body } = reply
  return replayed || 'pending' in body ? reply : { ...reply, body: { ...body, changed: changes.map(named) } }
}
