// Where a relay keeps the parts of the newest snapshot. Parts of other revisions go when one of a new revision comes.

import type { SnapshotPart } from '../../../protocol/relay.ts'

export interface PartShelf {
  read(revision: string, index: number): SnapshotPart | null
  keep(revision: string, index: number, part: SnapshotPart): void
}
