// Deployments, the ledger of everything that changed, and cascades, as the admin API tells them.

import type { CascadeEvidence, CascadeReversal } from './admin-cascade.ts'

export const deploymentStatuses = ['announced', 'live', 'observed', 'stable', 'rolled-back', 'abandoned'] as const
export type DeploymentStatus = (typeof deploymentStatuses)[number]

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
  readonly observedAt?: string
  readonly endedAt?: string
  readonly why?: string
}

/** One change of production, whatever its kind. */
export interface LedgerEntry {
  readonly at: string
  readonly kind: 'flag' | 'rollout' | 'deployment' | 'kill' | 'lift' | 'configuration'
  /** r4, d2, k7, the flag's key at a revision: where to look further. */
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

export interface CascadeRecord {
  readonly id: string
  readonly at: string
  readonly incident: string
  readonly systems: readonly string[]
  readonly evidence: readonly CascadeEvidence[]
  readonly reverted: readonly CascadeReversal[]
}
