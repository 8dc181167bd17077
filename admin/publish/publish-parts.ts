// What every step of publishing is handed.

import type { Db } from '../objects/root/database.ts'
import type { Sleep } from '../waiting.ts'
import type { PublishStore } from './publish-store.ts'

export interface PublishParts {
  readonly db: Db
  readonly store: () => PublishStore
  readonly now: () => number
  readonly sleep: Sleep
  /** Locations that are asking now. */
  readonly colos: () => readonly string[]
  /** Called when the feed names something new: relays want to hear of it. */
  readonly onFeed: () => void
  /** Called when due times may have changed. */
  readonly onDue: () => void
}

/** Null for a step that did what it is for, else why not. */
export type StepError = string | null
