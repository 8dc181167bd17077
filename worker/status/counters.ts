// Counts of one isolate since it began. An isolate is one of many and short-lived: sums over all of them are the business
// of whoever scrapes.

import type { Reason } from '../../domain/flag/outcome.ts'
import type { Tier } from '../../protocol/source.ts'

export type Door = 'ofrep_single' | 'ofrep_bulk' | 'gate' | 'binding'

export class Counters {
  readonly evaluations: Record<Reason, number> = { STATIC: 0, DEFAULT: 0, TARGETING_MATCH: 0, DISABLED: 0, ERROR: 0 }
  readonly answers: Record<Door, number> = { ofrep_single: 0, ofrep_bulk: 0, gate: 0, binding: 0 }
  readonly tiers: Record<Tier, number> = { memory: 0, feed: 0, kv: 0, fallback: 0, off: 0 }
  /** Drill passes that requests carried. Whoever sends one that does not verify is told nothing. */
  readonly passes = { honoured: 0, other_flag: 0, refused: 0 }
  refused = 0

  /** Named one by one: looking a counter up by its name costs as much as evaluating the flag. */
  evaluated(reason: Reason): void {
    const { evaluations } = this
    switch (reason) {
      case 'TARGETING_MATCH':
        evaluations.TARGETING_MATCH++
        break
      case 'STATIC':
        evaluations.STATIC++
        break
      case 'DEFAULT':
        evaluations.DEFAULT++
        break
      default:
        evaluations[reason]++
    }
  }

  answered(door: Door, tier: Tier): void {
    this.answers[door]++
    this.tiers[tier]++
  }
}
