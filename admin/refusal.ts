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
  /** `address` is where the ETag is read; the document's where it is absent. */
  | { readonly kind: 'precondition-required'; readonly address?: string }
  /** `revision` is the current tag; "" where there is no such thing any more. `what` and `address` as above. */
  | {
      readonly kind: 'stale-precondition'
      readonly revision: string
      readonly what?: string
      readonly address?: string
    }
  | { readonly kind: 'already-exists'; readonly what: string; readonly address: string; readonly etag: string }
  | { readonly kind: 'too-large'; readonly what: string; readonly maxBytes: number }
  | { readonly kind: 'feed-full'; readonly detail: string }
  | { readonly kind: 'already-lifted'; readonly id: string; readonly liftedAt: string; readonly liftedBy: string }
  | { readonly kind: 'lift-needs-write'; readonly at: string; readonly held: readonly Scope[] }
  | { readonly kind: 'reason-required'; readonly detail: string }
  | { readonly kind: 'dependency-circle'; readonly circle: readonly string[] }
  /** `by` are systems that depend on it, `flags` the first of those that name it. */
  | {
      readonly kind: 'system-in-use'
      readonly id: string
      readonly by: readonly string[]
      readonly flags?: readonly string[]
    }
  /** The first of the flags that are removed although they are evaluated, with the time of the last evaluation. */
  | { readonly kind: 'flag-in-use'; readonly flags: readonly { readonly key: string; readonly lastAt: number }[] }
  /** The first of the archived flags that would come back. */
  | {
      readonly kind: 'flag-archived'
      readonly flags: readonly { readonly key: string; readonly at: number; readonly by: string }[]
    }
  | {
      readonly kind: 'segment-in-use'
      readonly name: string
      readonly flags: readonly string[]
      readonly segments: readonly string[]
    }
  | { readonly kind: 'segment-missing'; readonly key: string; readonly segments: readonly string[] }
  | { readonly kind: 'own-change'; readonly detail: string }
  | { readonly kind: 'change-closed'; readonly id: string; readonly detail: string }
  /** `parts`: JSON pointers of what is not as it was any more. */
  | { readonly kind: 'change-outdated'; readonly detail: string; readonly parts: readonly string[] }
  /** Flags, each with the id of its rollout. */
  | {
      readonly kind: 'rollout-running'
      readonly rollouts: readonly { readonly id: string; readonly key: string }[]
    }
  /** The first of the flags that only a rollout raises. */
  | { readonly kind: 'rollout-required'; readonly flags: readonly string[] }
  | { readonly kind: 'rollout-refused'; readonly detail: string }
  | { readonly kind: 'stale-budget'; readonly owner: string; readonly stale: number; readonly budget: number }
  /** A step that a state machine does not allow: `missing` names each thing that has to be there first. */
  | {
      readonly kind: 'transition-refused'
      readonly what: 'incident' | 'deployment' | 'hotfix' | 'notification'
      readonly id: string
      readonly from: string
      readonly to: string
      readonly missing: readonly string[]
    }
  /** A channel that is used, or cannot be used. */
  | { readonly kind: 'channel-refused'; readonly detail: string }
  | { readonly kind: 'not-available-here'; readonly detail: string }
  | { readonly kind: 'unavailable'; readonly detail?: string }
  | { readonly kind: 'internal'; readonly instance: string }
