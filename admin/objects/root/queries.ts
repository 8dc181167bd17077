// Reading what is more than a row: diffs and flag histories. Answers are bounded by their size as well as by their number,
// since they cross from object to worker as one message.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { FlagChangeKind } from '../../../protocol/admin-revision.ts'
import type { Refusal } from '../../refusal.ts'
import type { Db } from './database.ts'
import type { FlagHandle } from './root-rpc.ts'
import { findArchived } from './stores/archive-rows.ts'
import { findFlag } from './stores/flag-list.ts'
import { changedKeys, definitionAt, versionsOf } from './stores/flag-rows.ts'
import { committedRevision, findRevision, type RevisionRow, renderHandle } from './stores/revision-rows.ts'
import { definitionText } from './stores/staged-rows.ts'

/** Characters of definitions in one answer. */
const maxAnswerChars = 4 * 1024 * 1024

/** A definition's canonical JSON. Null: no such flag. */
export type DefinitionText = string | { readonly tooLarge: true } | null

export interface DefinitionChange {
  readonly key: string
  readonly change: FlagChangeKind
  readonly before: DefinitionText
  readonly after: DefinitionText
}

export interface DefinitionPage {
  readonly items: readonly DefinitionChange[]
  /** The key to go on after; absent at the end. */
  readonly next?: string
}

/** What differs between two revisions, key by key, whichever is the older. */
export function readDiff(
  db: Db,
  from: number,
  to: number,
  afterKey: string | undefined,
  limit: number,
): DefinitionPage {
  const keys = changedKeys(db, Math.min(from, to), Math.max(from, to), afterKey, limit + 1)
  const items: DefinitionChange[] = []
  let chars = 0
  for (const [i, key] of keys.entries()) {
    if (i === limit || chars > maxAnswerChars) return { items, next: keys[i - 1]! }
    const was = definitionAt(db, key, from)
    const is = definitionAt(db, key, to)
    if (was === is) continue
    const [before, after] = [textOf(db, was), textOf(db, is)]
    chars += charsOf(before) + charsOf(after)
    items.push({ key, change: was === null ? 'added' : is === null ? 'removed' : 'changed', before, after })
  }
  return { items }
}

export interface HistoryItem extends DefinitionChange {
  readonly revision: RevisionRow
}

export interface HistoryPage {
  readonly items: readonly HistoryItem[]
  /** The number to go on below. */
  readonly next?: number
}

export function readHistory(db: Db, key: string, upTo: number, limit: number): Result<HistoryPage, Refusal> {
  const versions = versionsOf(db, key, upTo, limit + 1)
  if (versions.length === 0 && versionsOf(db, key, Number.MAX_SAFE_INTEGER, 1).length === 0) {
    return fail({ kind: 'not-found', detail: `no revision has ever had a flag "${key}"` })
  }
  const items: HistoryItem[] = []
  let chars = 0
  for (const [i, { number, change, definition }] of versions.entries()) {
    if (i === limit || chars > maxAnswerChars) return ok({ items, next: number })
    const before = textOf(db, versions[i + 1]?.definition ?? null)
    const after = textOf(db, definition)
    chars += charsOf(before) + charsOf(after)
    items.push({ key, change, before, after, revision: findRevision(db, number) as RevisionRow })
  }
  return ok({ items })
}

/** A flag with its definition. One that was archived is not found, but it is told what became of it. */
export function readFlag(db: Db, key: string, nowMs: number): Result<FlagHandle, Refusal> {
  const found = findFlag(db, key, nowMs)
  if (found === undefined) return fail(missingFlag(db, key))
  const { summary, definition } = found
  const document = renderHandle(db, committedRevision(db))
  return ok({ summary, etag: definition, text: definitionText(db, definition), document })
}

function missingFlag(db: Db, key: string): Refusal {
  const gone = findArchived(db, key)
  if (gone === undefined)
    return { kind: 'not-found', detail: `there is no flag "${key}"; GET /api/v1/flags lists them` }
  const { at, by, number } = gone
  const detail =
    `the flag "${key}" was archived at ${new Date(at).toISOString()} by ${by}, in revision ${number}; ` +
    `POST /api/v1/flags/${encodeURIComponent(key)}/restore brings it back`
  return { kind: 'not-found', detail }
}

function textOf(db: Db, hash: string | null): DefinitionText {
  return hash === null ? null : (definitionText(db, hash) ?? { tooLarge: true })
}

const charsOf = (text: DefinitionText): number => (typeof text === 'string' ? text.length : 0)
