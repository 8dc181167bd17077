// Revisions of the flag document, as the admin API tells them. A revision is the content hash of a published snapshot; its
// number counts commits, so that a rollback has a number of its own and the revision of what it rolled back to.

export type FlagChangeKind = 'added' | 'removed' | 'changed'

export interface FlagChange {
  readonly key: string
  /** "changed" includes a changed fragment that the flag's targeting refers to. */
  readonly change: FlagChangeKind
}

export interface RevisionRecord {
  readonly revision: string
  readonly number: number
  readonly at: string
  readonly by: string
  readonly reason: string
  readonly flags: number
  readonly changed: number
  /** The number that was rolled back to. */
  readonly rolledBackTo?: number
}

/** The answer to a new document and to a rollback. */
export interface CommitAnswer {
  readonly revision: string
  /** The seq of the feed at the time of the answer. */
  readonly seq: number
  readonly changed: readonly FlagChange[]
  /** False while KV has not acknowledged: publishing goes on by itself. */
  readonly published: boolean
  /** Present where the write broke the glass: the change that another person has to review, and until when. */
  readonly breakGlass?: { readonly id: string; readonly expiresAt: string }
}

export interface FlagDiff extends FlagChange {
  readonly before?: unknown
  readonly after?: unknown
  /** Readable lines, "- …" and "+ …". */
  readonly lines: readonly string[]
}

export interface FlagHistoryEntry {
  readonly revision: string
  readonly number: number
  readonly at: string
  readonly by: string
  readonly reason: string
  readonly change: FlagChangeKind
  readonly lines: readonly string[]
}
