// What an import hands back: the document, and an account of everything that was in the export. An importer never leaves a
// member of the export out of both.

import type { FlagDocument } from '../flag/flag-document.ts'

/** How well a part of the export fared. `dropped` is not in the document at all. */
export type Fidelity = 'exact' | 'approximate' | 'dropped'

export interface Finding {
  /** Key of the flag it concerns, as the export names it; null for what concerns no single flag. */
  readonly flag: string | null
  /** JSON pointer into the export. */
  readonly source: string
  readonly fidelity: Fidelity
  /** What became of it, and what to do about it. */
  readonly what: string
}

export interface Imported {
  /** Full form; `parseFlagDocument` accepts it. */
  readonly document: FlagDocument
  readonly report: readonly Finding[]
}

export interface ImportOptions {
  /** Which environment to take, where the export holds several. */
  readonly environment?: string
}
