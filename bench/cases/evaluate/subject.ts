// What the evaluate benchmark compares: one evaluator behind two loops. Every subject has loops of its own, since a loop
// shared by all of them could not be optimised for any.

import type { Kind } from '../../documents.ts'

export interface BenchFlag {
  readonly key: string
  readonly kind: Kind
}

/** Evaluates for so many users in turn, from the given one on; returns how many flags were on. */
export type Loop = (first: number, users: number) => number | Promise<number>

export interface Subject {
  /** One flag by its key. */
  one(key: string): Loop
  /** All flags. */
  all(): Loop
  /** Ends what would keep the process alive. */
  close?(): void | Promise<void>
}

/** Everything offline: the flags are handed over, nothing is fetched, and nothing is reported. */
export type CreateSubject = (flags: readonly BenchFlag[]) => Subject | Promise<Subject>

export const fuseboardName = 'Fuseboard'
export const flagdName = 'flagd-core'

/** By name; Fuseboard first. Every peer by the fastest of its public ways. */
export const subjectFiles: Readonly<Record<string, string>> = {
  [fuseboardName]: './fuseboard.ts',
  [flagdName]: './flagd-core.ts',
  GrowthBook: './growthbook.ts',
  Unleash: './unleash.ts',
  LaunchDarkly: './launchdarkly.ts',
  ConfigCat: './configcat.ts',
}
