// Every way in which KV can fail, as the evaluator meets it. Each breaks a store that holds a good head and a good
// snapshot, and names the cause that answers have to give from then on.

import { sha256Hex } from '../../protocol/checksum.ts'
import { type Feed, headKey } from '../../protocol/feed.ts'
import { renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'
import type { Cause } from '../../protocol/source.ts'
import type { Fault, MemoryStore } from '../worker/memory-store.ts'
import { shop } from '../worker/shop-document.ts'

export interface KvFault {
  readonly name: string
  readonly cause: Cause
  break(store: MemoryStore): Promise<void> | void
}

const never = (): Promise<never> => new Promise(() => {})
const refuse = (): never => {
  throw new Error('KV: 503 from storage, secret-token-in-message')
}

/** Reads of everything, of the head alone, or of snapshots alone go through `fault`. */
const everything = (fault: Fault) => (store: MemoryStore) => {
  store.fault = fault
}
const only = (part: 'head' | 'snapshot', fault: Fault) => (store: MemoryStore) => {
  store.fault = (key, stored) => ((key === headKey) === (part === 'head') ? fault(key, stored) : stored)
}

const half = (_key: string, stored: string | null): string => stored!.slice(0, stored!.length / 2)
const changedHead = (change: object): Fault => {
  return (_key, stored) => JSON.stringify({ ...JSON.parse(stored!), ...change })
}

/** Publishes a text that does hash to its name, and is no snapshot all the same. */
const publishing = (text: string) => async (store: MemoryStore) => {
  const revision = await sha256Hex(text)
  store.entries.set(snapshotKey(revision), text)
  const head = JSON.parse(store.entries.get(headKey)!) as Feed
  store.entries.set(headKey, JSON.stringify({ ...head, seq: head.seq + 1, revision }))
}

/** Values that KV's type rules out and its network does not. */
const untyped =
  (value: unknown): Fault =>
  () =>
    value as string

export const kvFaults: readonly KvFault[] = [
  { name: 'throws', cause: 'kv_failed', break: everything(refuse) },
  { name: 'rejects', cause: 'kv_failed', break: everything(() => Promise.reject(new Error('KV: 500'))) },
  { name: 'hangs', cause: 'kv_timeout', break: everything(never) },
  { name: 'has no head', cause: 'kv_missing', break: everything(() => null) },
  { name: 'answers undefined', cause: 'kv_missing', break: everything(untyped(undefined)) },
  { name: 'answers an object', cause: 'kv_missing', break: everything(untyped({ format: 1 })) },
  { name: 'answers a number', cause: 'kv_missing', break: everything(untyped(1)) },
  { name: 'has an empty head', cause: 'kv_invalid', break: only('head', () => '') },
  { name: 'has garbage for a head', cause: 'kv_invalid', break: only('head', () => '\u0000\ufffd<html>') },
  { name: 'has half a head', cause: 'kv_invalid', break: only('head', half) },
  { name: 'has a head of another format', cause: 'kv_invalid', break: only('head', changedHead({ format: 2 })) },
  { name: 'has a head without kills', cause: 'kv_invalid', break: only('head', changedHead({ kills: undefined })) },
  { name: 'has a head with a broken kill', cause: 'kv_invalid', break: only('head', changedHead({ kills: [{}] })) },
  { name: 'has a head of null', cause: 'kv_invalid', break: only('head', () => 'null') },
  { name: 'throws at the snapshot', cause: 'kv_failed', break: only('snapshot', refuse) },
  { name: 'hangs at the snapshot', cause: 'kv_timeout', break: only('snapshot', never) },
  { name: 'has a head but no snapshot', cause: 'kv_missing', break: only('snapshot', () => null) },
  { name: 'has an empty snapshot', cause: 'kv_checksum', break: only('snapshot', () => '') },
  { name: 'has garbage for a snapshot', cause: 'kv_checksum', break: only('snapshot', () => '{"flags":') },
  { name: 'has half a snapshot', cause: 'kv_checksum', break: only('snapshot', half) },
  {
    name: 'has another snapshot under that name',
    cause: 'kv_checksum',
    break: only('snapshot', () => renderSnapshot({ flags: {} }, [])),
  },
  {
    name: 'has a snapshot with one letter changed',
    cause: 'kv_checksum',
    break: only('snapshot', (_key, stored) => stored!.replace('"off"', '"on"')),
  },
  { name: 'has a snapshot that is no JSON', cause: 'kv_invalid', break: publishing('flags: {}') },
  { name: 'has a snapshot of another format', cause: 'kv_invalid', break: publishing('{"format":2}') },
  { name: 'has a snapshot without flags', cause: 'kv_invalid', break: publishing(renderSnapshot({}, [])) },
  {
    name: 'has a snapshot with broken keys',
    cause: 'kv_invalid',
    break: publishing(JSON.stringify({ format: 1, keys: [{}], document: shop })),
  },
]
