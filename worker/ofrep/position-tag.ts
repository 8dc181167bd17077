// What a change event names: how far a client's isolate was. `"1.42.9f2c1a2b04d3"` is epoch, seq and the beginning of the
// revision held. It changes with every kill, every lift and every revision.

import type { Feed, FeedPosition } from '../../protocol/feed.ts'

export interface Position {
  readonly feed: Feed | undefined
  /** Revision of the snapshot held. */
  readonly held: string | undefined
}

export const tagOf = ({ feed, held }: Position): string =>
  `"${feed?.epoch ?? 0}.${feed?.seq ?? 0}.${held?.slice(0, 12) ?? 'none'}"`

/** Null for text that is no tag. */
export function parseTag(text: string): FeedPosition | null {
  const found = /^"?(\d{1,15})\.(\d{1,15})\.(?:[0-9a-f]{12}|none)"?$/.exec(text)
  return found === null ? null : { epoch: Number(found[1]), seq: Number(found[2]) }
}
