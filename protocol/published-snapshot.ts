// A published snapshot: the flag document and the evaluation keys, as one immutable text under its own content hash. A key
// in KV that was never read before cannot be stale, and a text that does not hash to its name is not used.

import { isJsonObject, type Json, type JsonObject } from '../domain/json.ts'

/** Server keys see all flags, client keys only `clientSide` ones; telemetry keys may send outcomes and see nothing. */
export const evaluationKeyKinds = ['server', 'client', 'telemetry'] as const
export type EvaluationKeyKind = (typeof evaluationKeyKinds)[number]

export interface PublishedKey {
  readonly id: string
  readonly kind: EvaluationKeyKind
  /** Lower-case hex SHA-256 of the whole token `fb_<id>_<secret>`. */
  readonly hash: string
  /** Unix milliseconds from which it admits nobody; absent for never. Evaluators hold to it without a new snapshot. */
  readonly expiresAt?: number
}

/**
 * @example
 * { "format": 1, "keys": [{ "id": "web", "kind": "client", "hash": "3b1f…" }], "document": { "flags": {} } }
 */
export interface PublishedSnapshot {
  readonly format: 1
  readonly keys: readonly PublishedKey[]
  /** A flagd document whose flags carry a `fuseboard` object. */
  readonly document: JsonObject
}

export const snapshotKey = (revision: string): string => `snapshot/${revision}`

/** Seconds that an outdated snapshot stays in KV, to roll back to and for isolates that still look for it. */
export const snapshotTtlSeconds = 30 * 24 * 3600

export function renderSnapshot(document: JsonObject, keys: readonly PublishedKey[]): string {
  const snapshot: PublishedSnapshot = { format: 1, keys, document }
  return JSON.stringify(snapshot)
}

/** Null for text that is no snapshot. The checksum is the caller's to compare, before it asks. */
export function parseSnapshot(text: string): PublishedSnapshot | null {
  let value: Json
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (!isJsonObject(value) || value.format !== 1) return null
  if (!Array.isArray(value.keys) || !value.keys.every(isPublishedKey)) return null
  if (!isJsonObject(value.document) || !isJsonObject(value.document.flags)) return null
  return value as unknown as PublishedSnapshot
}

function isPublishedKey(key: Json): boolean {
  if (!isJsonObject(key)) return false
  if (typeof key.id !== 'string' || typeof key.hash !== 'string') return false
  if (key.expiresAt !== undefined && typeof key.expiresAt !== 'number') return false
  return evaluationKeyKinds.some((known) => known === key.kind)
}
