// What all telemetry objects have taken, for `/metrics`. One that does not answer at once is left out, and counted as missing.

import { type OutcomeReaderRpc, type OutcomeTotals, telemetryShards } from '../../protocol/telemetry.ts'
import type { Env } from '../env.ts'
import { bounded, realSleep, timedOut } from '../waiting.ts'

const timeoutMs = 1_000

export interface ShardTotals extends OutcomeTotals {
  readonly missing: number
}

export async function readOutcomeTotals({ TELEMETRY }: Pick<Env, 'TELEMETRY'>): Promise<ShardTotals> {
  const answers = await Promise.all(telemetryShards.map((shard) => askShard(TELEMETRY.getByName(shard))))
  const found = answers.filter((answer) => answer !== undefined)
  const sum = (name: keyof OutcomeTotals): number => found.reduce((total, answer) => total + answer[name], 0)
  return {
    taken: sum('taken'),
    duplicate: sum('duplicate'),
    late: sum('late'),
    overflow: sum('overflow'),
    refused: sum('refused'),
    missing: telemetryShards.length - found.length,
  }
}

async function askShard(shard: Pick<OutcomeReaderRpc, 'outcomeTotals'>): Promise<OutcomeTotals | undefined> {
  try {
    const answer = await bounded(shard.outcomeTotals(), timeoutMs, realSleep)
    return answer === timedOut ? undefined : answer
  } catch {
    return undefined
  }
}
