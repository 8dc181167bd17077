// Where an answer came from. On HTTP as headers, on the binding as `source`; never inside flag metadata, which belongs to
// the flag's author.

/**
 * memory    what this isolate held, still within its lease
 * feed      the kill feed was asked for this request
 * kv        KV was asked for this request, or only KV vouches for the kills
 * fallback  the document bundled with the evaluator
 * off       nothing could vouch for anything: disabled
 */
export type Tier = 'memory' | 'feed' | 'kv' | 'fallback' | 'off'

/** Why an answer is worse than normal. */
export type Cause =
  | 'kv_failed'
  | 'kv_timeout'
  | 'kv_missing'
  | 'kv_invalid'
  | 'kv_checksum'
  | 'snapshot_too_old'
  | 'revision_outdated'
  | 'feed_lapsed'
  | 'no_snapshot'
  /** A break-glass order is in force, whether or not it cuts this flag. It is named before any other cause. */
  | 'break_glass'

export interface Source {
  /** Content hash of the snapshot, "fallback", or "none". */
  readonly revision: string
  /** How old the newest evidence behind this answer is. Over-estimated, never under. */
  readonly ageMs: number
  readonly tier: Tier
  /** Present when something is not as it should be. */
  readonly cause?: Cause
}

export const sourceHeaders = {
  revision: 'fuseboard-revision',
  age: 'fuseboard-age-ms',
  tier: 'fuseboard-tier',
  cause: 'fuseboard-cause',
} as const
