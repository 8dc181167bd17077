// What the admin API says of flags that should go.

import type { OwnerStale } from '../domain/lifecycle/stale-budget.ts'

/** @example { "budget": 5, "owners": [{ "owner": "payments", "flags": 12, "stale": 6, "over": true }] } */
export interface LifecycleAnswer {
  /** Stale flags that an owner may have. */
  readonly budget: number
  /** By name. */
  readonly owners: readonly OwnerStale[]
}
