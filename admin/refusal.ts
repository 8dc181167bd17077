// Every expected failure of the control plane, as data. The API turns each into its one error form; nothing here knows of
// HTTP. Plain objects, since they cross from object to worker.

import type { Problem } from '../domain/problem.ts'
import type { Scope } from '../protocol/scopes.ts'

export type Refusal =
  | { readonly kind: 'unauthenticated'; readonly detail: string }
  | { readonly kind: 'too-many-attempts'; readonly retryAfterSeconds: number }
  | { readonly kind: 'missing-scope'; readonly needs: readonly Scope[]; readonly held: readonly Scope[] }
  | { readonly kind: 'not-found'; readonly detail: string }
  | { readonly kind: 'method-not-allowed'; readonly allowed: readonly string[] }
  | { readonly kind: 'malformed-json'; readonly detail: string }
  | { readonly kind: 'invalid-body'; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid-document'; readonly problems: readonly Problem[] }
  | { readonly kind: 'invalid-query'; readonly detail: string }
  | { readonly kind: 'invalid-idempotency-key' }
  | { readonly kind: 'idempotency-key-reused' }
  | { readonly kind: 'precondition-required' }
  | { readonly kind: 'stale-precondition'; readonly revision: string }
  | { readonly kind: 'too-large'; readonly what: string; readonly maxBytes: number }
  | { readonly kind: 'feed-full'; readonly detail: string }
  | { readonly kind: 'already-lifted'; readonly id: string; readonly liftedAt: string; readonly liftedBy: string }
  | { readonly kind: 'lift-needs-write'; readonly at: string; readonly held: readonly Scope[] }
  | { readonly kind: 'reason-required' }
  | { readonly kind: 'dependency-circle'; readonly circle: readonly string[] }
  | { readonly kind: 'system-in-use'; readonly id: string; readonly by: readonly string[] }
  | { readonly kind: 'not-available-here'; readonly detail: string }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'internal'; readonly instance: string }
