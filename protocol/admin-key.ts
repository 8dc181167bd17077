// Evaluation keys: who may ask the evaluators. Server keys see all flags, client keys only `clientSide` ones; telemetry keys
// send outcomes and see nothing. Their hashes travel in the snapshot, so making and revoking one is a revision of its own.

import type { EvaluationKeyKind } from './published-snapshot.ts'

export interface KeyRecord {
  readonly id: string
  readonly name: string
  readonly kind: EvaluationKeyKind
  readonly createdAt: string
  readonly createdBy: string
  readonly expiresAt?: string
  readonly revokedAt?: string
}

/** The key itself is shown once; a repeated request with the same idempotency key answers without it. */
export interface NewKeyAnswer extends KeyRecord {
  /** `fb_<id>_<secret>`. */
  readonly key?: string
  /** False while KV has not acknowledged the snapshot that carries it: until then evaluators do not know it. */
  readonly published: boolean
}
