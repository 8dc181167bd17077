// Where a revision is looked for: the location's cache, KV, and, only where KV answers that it does not have it yet, a relay.
// A KV that fails is no reason to look further: the failure policy judges it. Whatever the way, a text that does not hash to
// its name is not used.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import {
  type PublishedSnapshot,
  parseSnapshot,
  snapshotKey,
  snapshotTtlSeconds,
} from '../../protocol/published-snapshot.ts'
import type { Cause } from '../../protocol/source.ts'
import type { ColoCache } from '../feed/colo-cache.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { KvSource } from './kv-source.ts'

export interface SnapshotWays {
  readonly kv: KvSource
  /** Present where there is a feed. */
  readonly cache?: ColoCache | undefined
  /** The text as a relay has it; null where none has it. Never throws. */
  readonly fromRelay?: ((revision: string) => Promise<string | null>) | undefined
  /** Default: SHA-256. */
  readonly checksum?: ((text: string) => Promise<string>) | undefined
  readonly sleep: Sleep
}

/** A location's cache that takes longer is slower than KV. */
const cacheTimeoutMs = 1_000

export async function findSnapshot(
  revision: string,
  ways: SnapshotWays,
  keepAlive: KeepAlive,
): Promise<Result<PublishedSnapshot, Cause>> {
  const cached = await readCache(revision, ways)
  if (cached !== null) return ok(cached)
  const stored = await ways.kv.readSnapshotText(revision)
  const text = stored.ok ? stored.value : stored.error === 'kv_missing' ? await ways.fromRelay?.(revision) : undefined
  if (text === undefined || text === null) return stored.ok ? fail('kv_missing') : stored
  const opened = await open(text, revision, ways)
  if (opened.ok && ways.cache !== undefined) keepAlive(writeCache(revision, text, ways.cache))
  return opened
}

async function readCache(revision: string, ways: SnapshotWays): Promise<PublishedSnapshot | null> {
  if (ways.cache === undefined) return null
  try {
    const text = await bounded(ways.cache.read(snapshotKey(revision)), cacheTimeoutMs, ways.sleep)
    if (text === null || text === timedOut) return null
    const opened = await open(text, revision, ways)
    return opened.ok ? opened.value : null
  } catch {
    return null
  }
}

const writeCache = (revision: string, text: string, cache: ColoCache): Promise<void> =>
  cache.write(snapshotKey(revision), text, snapshotTtlSeconds).catch(() => undefined)

async function open(text: string, revision: string, ways: SnapshotWays): Promise<Result<PublishedSnapshot, Cause>> {
  const { checksum = sha256Hex } = ways
  if ((await checksum(text)) !== revision) return fail('kv_checksum')
  const snapshot = parseSnapshot(text)
  return snapshot === null ? fail('kv_invalid') : ok(snapshot)
}
