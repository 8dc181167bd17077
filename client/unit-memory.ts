// What became of each unit, so that it counts once: a user who fails four times has failed once. Bounded: of more units than
// fit, those not seen for the longest are forgotten, and would count anew.

import { bucketOf } from '../domain/guard/latency.ts'

/** Counts of one arm, or of the system where `flag` is undefined. */
export interface Counted {
  readonly flag?: string
  readonly variant?: string
  version?: string
  units: number
  failing: number
  converted: number
  readonly latency: Record<string, number>
}

interface Fate {
  failing: boolean
  converted: boolean
}

interface Unit {
  readonly whole: Fate
  /** What it was served last, by flag. */
  readonly arms: Map<string, Fate & { readonly variant: string; readonly version?: string }>
}

export interface Served {
  readonly flag: string
  readonly variant: string
  readonly version?: string
}

const maxArms = 200

export class UnitMemory {
  readonly #most: number
  readonly #units = new Map<string, Unit>()
  #counts = new Map<string, Counted>()

  constructor(most: number) {
    this.#most = most
  }

  /** A unit counts for a variant when it is served it first. */
  served(id: string, { flag, variant, version }: Served): void {
    const { arms } = this.#unitOf(id)
    if (arms.get(flag)?.variant === variant || (arms.size >= maxArms && !arms.has(flag))) return
    arms.set(flag, { variant, failing: false, converted: false, ...(version !== undefined && { version }) })
    this.#countsOf({ flag, variant, ...(version !== undefined && { version }) }).units++
  }

  /** The first time counts. It was counted as served before, so this counts it once more, as what it became. */
  became(id: string, fate: 'failing' | 'converted'): void {
    this.#each(id, (was, counts) => {
      if (was[fate]) return
      was[fate] = true
      counts.units++
      counts[fate]++
    })
  }

  took(id: string, ms: number): void {
    if (!(ms >= 0)) return
    const bucket = bucketOf(ms)
    this.#each(id, (_, { latency }) => {
      latency[bucket] = (latency[bucket] ?? 0) + 1
    })
  }

  /** What was counted since it was taken last. */
  take(): readonly Counted[] {
    const counts = [...this.#counts.values()]
    this.#counts = new Map()
    return counts
  }

  #each(id: string, tell: (fate: Fate, counts: Counted) => void): void {
    const { whole, arms } = this.#unitOf(id)
    tell(whole, this.#countsOf({}))
    for (const [flag, arm] of arms) {
      const { variant, version } = arm
      tell(arm, this.#countsOf({ flag, variant, ...(version !== undefined && { version }) }))
    }
  }

  #unitOf(id: string): Unit {
    const known = this.#units.get(id)
    const unit = known ?? { whole: { failing: false, converted: false }, arms: new Map() }
    if (known === undefined) this.#countsOf({}).units++
    // Set anew, it is the last in the order of the map.
    this.#units.delete(id)
    this.#units.set(id, unit)
    if (this.#units.size > this.#most) this.#units.delete(this.#units.keys().next().value!)
    return unit
  }

  #countsOf(arm: Partial<Served>): Counted {
    const name = JSON.stringify([arm.flag, arm.variant])
    const counts = this.#counts.get(name) ?? { ...arm, units: 0, failing: 0, converted: 0, latency: {} }
    if (arm.version !== undefined) counts.version = arm.version
    this.#counts.set(name, counts)
    return counts
  }
}
