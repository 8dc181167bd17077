// A snapshot from a relay, part by part, for the moments in which KV does not have it yet.

import type { RelayName, SnapshotPart } from '../../protocol/relay.ts'
import { retriedOnce } from '../../protocol/retried-once.ts'
import type { FeedParts } from './feed-parts.ts'
import type { RelayRoute } from './relay-route.ts'

/** A snapshot has at most 25 MiB, a part a quarter of one. */
const maxParts = 200

/** Null where no relay has the whole of it. */
export async function readRelaySnapshot(revision: string, parts: FeedParts, route: RelayRoute): Promise<string | null> {
  for (const name of route.candidates(parts.now())) {
    const text = await readFrom(name, revision, parts).catch(() => null)
    if (text !== null) return text
  }
  return null
}

async function readFrom(name: RelayName, revision: string, { relays }: FeedParts): Promise<string | null> {
  const read = (index: number): Promise<SnapshotPart | null> =>
    retriedOnce(() => relays(name).snapshotPart(revision, index))
  const first = await read(0)
  if (first === null || first.count > maxParts) return null
  let text = first.text
  for (let index = 1; index < first.count; index++) {
    const part = await read(index)
    if (part === null) return null
    text += part.text
  }
  return text
}
