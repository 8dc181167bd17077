// Every write of the root that is a plain command, by name: one transaction each, with its audit row. The root itself only
// looks here, so that a new command is one line.

import type { Result } from '../../../domain/result.ts'
import type { Refusal } from '../../refusal.ts'
import type { Db } from './database.ts'
import { openHotfix } from './hotfix/open-hotfix.ts'
import { rollHotfix } from './hotfix/roll-hotfix.ts'
import { abandonHotfix, approveHotfix, implementHotfix, passSuite, tickTask } from './hotfix/step-hotfix.ts'
import type { Done, Moment } from './perform.ts'

/** What a command may know besides its input and the moment. */
export interface ActSurroundings {
  /** Locations that are asking now. */
  readonly colos: readonly string[]
  /** A run on one machine. */
  readonly local: boolean
  /** How many stale flags an owner may have. */
  readonly staleBudget: number
  /** Something that nobody can guess. */
  readonly newKey: () => string
}

/** Checks first and writes then: one that refuses has written nothing. */
export type Act<I, O> = (db: Db, input: I, moment: Moment, around: ActSurroundings) => Result<Done<O>, Refusal>

// biome-ignore lint/suspicious/noExplicitAny: each act has its own input and output; `Acts` keeps them
type AnyAct = Act<any, unknown>

export const acts = {
  'hotfix.open': openHotfix,
  'hotfix.implement': implementHotfix,
  'hotfix.suite': passSuite,
  'hotfix.approve': approveHotfix,
  'hotfix.roll': rollHotfix,
  'hotfix.abandon': abandonHotfix,
  'hotfix.task': tickTask,
} as const satisfies Readonly<Record<string, AnyAct>>

export type Acts = typeof acts
export type ActName = keyof Acts
export type ActInput<N extends ActName> = Acts[N] extends Act<infer I, unknown> ? I : never
export type ActOutput<N extends ActName> = Acts[N] extends Act<never, infer O> ? O : never
