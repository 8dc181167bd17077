// Telemetry objects on real workerd with the real root behind them, their clock and their root in the test's hands.

import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env as bindings } from 'cloudflare:workers'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { flagUsage } from '../../../admin/objects/root/schema.ts'
import type { RootUsageRpc, Telemetry } from '../../../admin/objects/telemetry/telemetry.ts'
import type { TelemetryBatch, TelemetryCount, TelemetryShard } from '../../../protocol/telemetry.ts'
import { inRoot } from '../deployment.ts'

const { TELEMETRY } = bindings as unknown as { TELEMETRY: DurableObjectNamespace<Telemetry> }

export const shard = (name: TelemetryShard = 't3') => TELEMETRY.getByName(name)

export const inTelemetry = <T>(work: (object: Telemetry, state: DurableObjectState) => T | Promise<T>): Promise<T> =>
  runInDurableObject(shard(), work)

/** Runs the alarm now; false where none is set. */
export const ringTelemetry = (): Promise<boolean> => runDurableObjectAlarm(shard())

export const moveTelemetryClock = (ms: number): Promise<void> =>
  inTelemetry(({ surroundings }) => {
    const { now } = surroundings
    surroundings.now = () => now() + ms
  })

export const useRoot = (root: RootUsageRpc): Promise<void> =>
  inTelemetry(({ surroundings }) => {
    surroundings.root = () => root
  })

export function counted(flag: string, variant = 'on', count = 1): TelemetryCount {
  return { flag, variant, reason: 'STATIC', count }
}

export function batchOf(counts: readonly TelemetryCount[], change: Partial<TelemetryBatch> = {}): TelemetryBatch {
  return {
    format: 1,
    batch: crypto.randomUUID(),
    isolate: crypto.randomUUID(),
    colo: 'FRA',
    revision: 'a'.repeat(64),
    ageMs: 0,
    counts,
    ...change,
  }
}

/** `flag/variant` and the count, as the root has them, over all days. */
export async function usage(): Promise<Record<string, number>> {
  const rows = await inRoot((_, { storage }) => openDatabase(storage).select().from(flagUsage).all())
  const counts: Record<string, number> = {}
  for (const { key, variant, count } of rows) counts[`${key}/${variant}`] = (counts[`${key}/${variant}`] ?? 0) + count
  return counts
}
