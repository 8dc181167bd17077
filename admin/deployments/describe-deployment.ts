// A deployment as it is told: what its row says, and what its status alone would hide. Pure.

import { type DeploymentState, runs } from '../../domain/deployment/deployment.ts'
import type { DeploymentRecord } from '../../protocol/admin-deployment.ts'

export interface DeploymentFacts extends DeploymentState {
  readonly id: string
  readonly system: string
  readonly version: string
  readonly previous: string | null
  readonly flags: readonly string[]
  readonly rollbackHook: string | null
  readonly hotfix: string | null
  readonly link: string | null
  readonly by: string
  readonly announcedAt: number
  readonly why: string | null
}

const iso = (ms: number): string => new Date(ms).toISOString()

export function describeDeployment(facts: DeploymentFacts): DeploymentRecord {
  const { id, system, version, previous, flags, status, rollbackHook, hotfix, link, by, announcedAt } = facts
  const { liveAt, observedAt, endedAt, why } = facts
  const note = noteOf(facts)
  return {
    id,
    system,
    version,
    ...(previous !== null && { previous }),
    flags,
    status,
    ...(rollbackHook !== null && { rollbackHook }),
    ...(hotfix !== null && { hotfix }),
    ...(link !== null && { link }),
    by,
    announcedAt: iso(announcedAt),
    ...(liveAt !== null && { liveAt: iso(liveAt) }),
    ...(observedAt !== null && { observedAt: iso(observedAt) }),
    ...(endedAt !== null && { endedAt: iso(endedAt) }),
    ...(why !== null && { why }),
    ...(note !== undefined && { note }),
  }
}

function noteOf(facts: DeploymentFacts): string | undefined {
  const { status, system } = facts
  if (status === 'live') {
    return runs(facts)
      ? `not observed: nothing was heard of ${system} since it went live`
      : `never observed: nothing was heard of ${system} while it was live`
  }
  if (status !== 'observed') return undefined
  return runs(facts)
    ? 'observed for an hour before it is stable, and for as long as its system is silent'
    : 'another one took its place before it was stable'
}
