// What a caller takes for granted about the thing it writes to: that nobody has changed it since it was read, or that it does
// not exist. Checked against the base that a write is made from, or in the transaction that makes it; never before.

import type { Refusal } from './refusal.ts'

/** `"*"`, or the tags that the caller takes for current; undefined where the header is missing. */
export type IfMatch = '*' | readonly string[] | undefined

export interface Precondition {
  readonly ifMatch: IfMatch
  /** `If-None-Match: *`: only where there is none yet. */
  readonly createOnly: boolean
}

export interface Guarded {
  /** For people: `the flag "banner"`. */
  readonly what: string
  /** Where its ETag is read. */
  readonly address: string
  /** Undefined where there is none. */
  readonly etag: string | undefined
}

/** Why a write may not begin. What does not exist may be created without any precondition. */
export function checkPrecondition({ ifMatch, createOnly }: Precondition, guarded: Guarded): Refusal | undefined {
  const { what, address, etag } = guarded
  if (createOnly && etag !== undefined) return { kind: 'already-exists', what, address, etag }
  if (ifMatch === undefined) return etag === undefined ? undefined : { kind: 'precondition-required', address }
  if (etag === undefined) return { kind: 'stale-precondition', revision: '', what, address }
  if (ifMatch === '*' || ifMatch.includes(etag)) return undefined
  return { kind: 'stale-precondition', revision: etag, what, address }
}
