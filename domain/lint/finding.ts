// What a lint rule has to say of a document: where, how bad, what, and what to do about it. Findings never block by themselves
// what the document's own check lets through; whoever runs them decides.

import type { FlagDefinition, FlagDocument, FlagSettings } from '../flag/flag-document.ts'
import type { Answers } from './answers.ts'

export type Severity = 'error' | 'warning'

export interface Finding {
  /** Stable: people look it up, and scripts switch on it. */
  readonly rule: string
  readonly severity: Severity
  /** JSON pointer into the document. */
  readonly path: string
  /** One sentence. */
  readonly message: string
  /** What to do. */
  readonly remedy: string
}

export interface LintInput {
  readonly document: FlagDocument
  /** Keys of flags that have a test. */
  readonly tested: ReadonlySet<string>
  /** Unix milliseconds, for what has expired. */
  readonly now: number
}

/** One flag with what all rules ask about it. */
export interface LintedFlag {
  readonly key: string
  readonly path: string
  readonly flag: FlagDefinition
  readonly settings: FlagSettings
  readonly answers: Answers
}

export type FlagRule = (linted: LintedFlag, input: LintInput) => readonly Finding[]
export type DocumentRule = (input: LintInput) => readonly Finding[]
