// The other records of the admin API, and the form of its lists. Times are ISO 8601 in UTC.

import type { Scope } from './scopes.ts'

export interface Page<T> {
  readonly items: readonly T[]
  /** Give it as `?cursor=` to go on; absent on the last page. */
  readonly next?: string
}

export interface SystemRecord {
  readonly id: string
  readonly name: string
  readonly owner: string
  /** Globs of the repository paths that belong to it. */
  readonly paths: readonly string[]
  readonly dependsOn: readonly string[]
  readonly critical: boolean
  /** Whether raising changes of its flags wait for a second person. */
  readonly approval: boolean
}

export interface TokenRecord {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: string
  readonly expiresAt?: string
  readonly revokedAt?: string
  /** To the minute. */
  readonly lastUsedAt?: string
}

/** The token itself is shown once; a repeated request with the same idempotency key answers without it. */
export interface NewTokenAnswer extends TokenRecord {
  readonly token?: string
}

export interface AuditRecord {
  readonly id: number
  readonly at: string
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: unknown
  readonly hash: string
}

export interface AuditVerdict {
  readonly ok: boolean
  readonly checked: number
  /** The first row that does not fit the chain. */
  readonly brokenAt?: number
}
