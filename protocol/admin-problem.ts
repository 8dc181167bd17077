// The one error form of the admin API: problem details (RFC 9457), `application/problem+json`. Never a stack trace.

/** The last part of a problem's `type`, which is `/problems/<kind>`. Stable: clients may switch on it. */
export const problemKinds = [
  'unauthenticated',
  'missing-scope',
  'too-many-attempts',
  'not-found',
  'method-not-allowed',
  'malformed-json',
  'invalid-body',
  'invalid-document',
  'invalid-query',
  'invalid-idempotency-key',
  'idempotency-key-reused',
  'precondition-required',
  'stale-precondition',
  'already-exists',
  'too-large',
  'feed-full',
  'already-lifted',
  'lift-needs-write',
  'reason-required',
  'dependency-circle',
  'system-in-use',
  'flag-in-use',
  'flag-archived',
  'segment-in-use',
  'segment-missing',
  'own-change',
  'change-closed',
  'change-outdated',
  'rollout-running',
  'rollout-required',
  'rollout-refused',
  'stale-budget',
  'transition-refused',
  'channel-refused',
  'not-available-here',
  'unavailable',
  'internal',
] as const
export type ProblemKind = (typeof problemKinds)[number]

export interface ProblemDetails {
  readonly type: `/problems/${ProblemKind}`
  readonly title: string
  readonly status: number
  /** What happened here, with the remedy. */
  readonly detail: string
  /** Names this one occurrence in the log. */
  readonly instance?: string
  readonly errors?: readonly {
    /** JSON pointer (RFC 6901) into the body. */
    readonly pointer: string
    readonly detail: string
  }[]
}

export const problemType = (kind: ProblemKind): ProblemDetails['type'] => `/problems/${kind}`

export const problemContentType = 'application/problem+json'
