// Publishing to a local KV: the snapshot under its hash first, then the head that points to it.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import type { JsonObject } from '../../domain/json.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import { type Feed, headKey, parseFeed } from '../../protocol/feed.ts'
import { renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'

interface Store {
  get(key: string): Promise<string | null>
  put(key: string, value: string): Promise<void>
}

/** The head that is published, if there is one. */
export async function publishedHead(store: Store): Promise<Feed | null> {
  const text = await store.get(headKey)
  return text === null ? null : parseFeed(JSON.parse(text))
}

export async function publish(store: Store, document: FlagDocument): Promise<Feed> {
  const text = renderSnapshot(document as unknown as JsonObject, [])
  const revision = await sha256Hex(text)
  const previous = await publishedHead(store)
  const head: Feed = {
    format: 1,
    epoch: previous?.epoch ?? 1,
    seq: (previous?.seq ?? 0) + 1,
    revision,
    kills: previous?.kills ?? [],
    lowered: {},
  }
  await store.put(snapshotKey(revision), text)
  await store.put(headKey, JSON.stringify(head))
  return head
}
