// Deployments, the ledger of everything that changed, and cascades, as the admin API tells them.

import type { DeploymentStatus } from '../domain/deployment/deployment.ts'
import type { CascadeEvidence, CascadeReversal } from './admin-cascade.ts'
import type { SystemRecord } from './admin-records.ts'

export interface DeploymentRecord {
  readonly id: string
  readonly system: string
  readonly version: string
  readonly previous?: string
  /** Keys of the flags that gate what it brings. */
  readonly flags: readonly string[]
  readonly status: DeploymentStatus
  /** Id of the channel that is called to take it back. */
  readonly rollbackHook?: string
  readonly hotfix?: string
  /** To the pipeline or the release. */
  readonly link?: string
  readonly by: string
  readonly announcedAt: string
  readonly liveAt?: string
  /** When telemetry of its system was first seen after it went live. */
  readonly observedAt?: string
  /** When it ceased to be what runs: replaced (its status stays what it was), rolled back or abandoned. */
  readonly endedAt?: string
  /** Why it ended, or what it waits for. */
  readonly why?: string
  /** What its status does not say: that nothing was heard of its system, for example. */
  readonly note?: string
}

/** `called`: the hook is in the outbox. Otherwise nobody has taken it back yet, and `why` says who was told. */
export interface RollbackOutcome {
  readonly called: boolean
  /** The hook's channel, or the one that was paged through. */
  readonly channel?: string
  readonly why?: string
}

export interface RollbackAnswer extends DeploymentRecord {
  readonly rollback: RollbackOutcome
}

export const ledgerKinds = ['flag', 'rollout', 'deployment', 'kill', 'lift', 'configuration'] as const
export type LedgerKind = (typeof ledgerKinds)[number]

/** One change of production, whatever its kind. */
export interface LedgerEntry {
  readonly at: string
  readonly kind: LedgerKind
  /** r4, d2, k7, `new-checkout@41` (a flag's key at a revision's number): where to look further. */
  readonly subject: string
  /** The flag's key, where it is about one. */
  readonly flag?: string
  /** The revision's number, of flags. */
  readonly number?: number
  readonly system?: string
  readonly by: string
  readonly text: string
  /** Whether it raised somebody's exposure: what a cascade looks at. */
  readonly raises: boolean
}

/** How far a failure of a system reaches. */
export interface BlastRadiusAnswer {
  readonly system: SystemRecord
  /** The system and, through any number of steps, all that depend on it; sorted. */
  readonly blastRadius: readonly string[]
  /** Those of them that are critical. */
  readonly critical: readonly string[]
  /** The systems in it, as the map has them: for drawing. */
  readonly systems: readonly SystemRecord[]
  /** Flags of systems in it. */
  readonly flags: number
}

export interface CascadeRecord {
  readonly id: string
  readonly at: string
  readonly incident: string
  readonly systems: readonly string[]
  readonly evidence: readonly CascadeEvidence[]
  readonly reverted: readonly CascadeReversal[]
}
