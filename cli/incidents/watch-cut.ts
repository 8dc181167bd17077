// After an incident has cut flags off: since when that is enforced everywhere, from the receipts of its kills.

import { killLeaseMs } from '../../protocol/admin-kill.ts'
import type { AdminApi } from '../api/admin-api.ts'
import type { ContainedIncident } from '../api/incidents.ts'
import type { Clock } from '../arguments/command.ts'
import { type Watched, watchReceipts } from '../kills/watch-receipts.ts'

export interface Cut {
  readonly watched: Watched | null
  /** From then on every evaluator that hears the feed enforces it. */
  readonly enforcedAt: string | null
}

/** Whoever has seen the latest kill holds all before it. Where kills cannot be read, the lease alone is counted. */
export async function watchCut(
  api: AdminApi,
  { containment, killed, killedSystems }: ContainedIncident,
  clock: Clock,
  signal: AbortSignal,
): Promise<Cut> {
  if (killed.length + killedSystems.length === 0) return { watched: null, enforcedAt: null }
  const bound = containment === undefined ? null : later(containment.at, killLeaseMs)
  const kills = await api.kills(false)
  const own = kills.ok ? kills.value.items.filter(({ id }) => containment?.kills.includes(id)) : []
  if (own.length === 0) return { watched: null, enforcedAt: bound }
  const seq = Math.max(...own.map((kill) => kill.seq))
  const watched = await watchReceipts({ clock, read: () => api.receipts(seq), onConfirmed: () => {}, signal })
  if (!watched.leasePassed) return { watched, enforcedAt: null }
  const { receipts } = watched
  return { watched, enforcedAt: receipts === null ? bound : later(receipts.committedAt, receipts.leaseMs) }
}

const later = (at: string, delayMs: number): string | null => {
  const time = Date.parse(at) + delayMs
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
