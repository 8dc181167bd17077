// The shop's traffic: its users ask the evaluator what is on for them, one request after the other, and what became of them is
// told as applications tell it. Where the clock runs fast, each request stands for as many users as would have come in that
// time; each of them fails or not on their own.

import { bucketOf } from '../../domain/guard/latency.ts'
import type { User } from './population.ts'

export interface TrafficOptions {
  readonly evaluator: string
  readonly flag: string
  readonly users: readonly User[]
  readonly systems: readonly string[]
  readonly perSecond: number
  /** Users that one request stands for. */
  readonly standsFor: number
  /** Real milliseconds between two beacons of a system. */
  readonly flushEveryMs: number
  /** The revision that the control plane has committed: what users were served before it is told no more. */
  readonly committed: () => Promise<string | null>
  /** The share of users of a system that fail now, by the variant that they were served. */
  readonly failureRate: (system: string, variant: string) => number
}

export interface Traffic {
  /** When a user first failed because of the fault, and last; real Unix milliseconds. */
  readonly faults: { readonly firstAt: number | null; readonly lastAt: number | null }
  readonly requests: number
  readonly unanswered: number
  /** Share of the users who were served a variant when they last came. */
  shareOf(variant: string): number
  stop(): Promise<void>
}

interface Arm {
  units: number
  failing: number
  /** Counts by bucket. */
  latency: Record<string, number>
}

const emptyArm = (): Arm => ({ units: 0, failing: 0, latency: {} })

/** What fails anyway. */
export const usualRate = 0.004

export function openTraffic(options: TrafficOptions): Traffic {
  const { evaluator, flag, users, systems, perSecond, standsFor, flushEveryMs, failureRate } = options
  const state = {
    firstAt: null as number | null,
    lastAt: null as number | null,
    requests: 0,
    unanswered: 0,
    batches: 0,
  }
  const name = crypto.randomUUID()
  const served = new Map<string, string>()
  let arms = new Map<string, Map<string, Arm>>()
  const pending = new Set<Promise<void>>()
  let revision: string | null = null
  /** Users who have not come since the flag last changed: what is told of them belongs to the time before. */
  let stale = 0

  const serve = async (user: User): Promise<void> => {
    state.requests++
    const answered = await evaluate(evaluator, flag, user)
    if (answered === null) {
      state.unanswered++
      return
    }
    if (answered.revision !== revision) {
      revision = answered.revision
      stale = users.length
      arms = new Map()
    }
    served.set(user.targetingKey, answered.variant)
    if (stale > 0 && standsFor > 1) {
      stale--
      return
    }
    for (const system of systems) count(system, answered.variant)
  }
  const count = (system: string, variant: string): void => {
    const rate = failureRate(system, variant)
    const failing = drawFailing(standsFor, rate)
    const ofSystem = arms.get(system) ?? new Map<string, Arm>()
    arms.set(system, ofSystem)
    const arm = ofSystem.get(variant) ?? emptyArm()
    ofSystem.set(variant, add(arm, { units: standsFor, failing, latency: drawLatencies(standsFor) }))
    if (failing > 0 && rate > usualRate && Math.random() < (rate - usualRate) / rate) {
      state.firstAt ??= Date.now()
      state.lastAt = Date.now()
    }
  }
  const flush = async (): Promise<void> => {
    const [told, of] = [arms, revision]
    arms = new Map()
    // Where the clock runs fast, the second until the edge has heard of a change is a minute.
    if (standsFor > 1 && (await options.committed()) !== of) return
    await Promise.all([...told].map(([system, byVariant]) => tell(system, byVariant)))
  }
  const tell = async (system: string, byVariant: ReadonlyMap<string, Arm>): Promise<void> => {
    const whole = [...byVariant.values()].reduce(add, emptyArm())
    // The flag belongs to the first system: there the guard asks for its arms.
    const ofFlag = system === systems[0] ? [...byVariant].map(([variant, arm]) => ({ flag, variant, ...arm })) : []
    // On a fast clock half a minute is over before a beacon has arrived.
    const ageMs = standsFor > 1 ? 30_000 : 0
    const outcomes = [whole, ...ofFlag].map((one) => ({ ...one, ageMs }))
    const beacon = { batch: `${name}-${system}-${state.batches++}`, system, outcomes }
    const response = await fetch(`${evaluator}/v1/outcomes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(beacon),
    }).catch(() => null)
    if (response === null || !response.ok) state.unanswered++
    await response?.body?.cancel()
  }
  const follow = (work: Promise<void>): void => {
    pending.add(work)
    void work.finally(() => pending.delete(work))
  }
  let next = 0
  const arrivals = setInterval(() => {
    // One that waits for an answer is one fewer who comes: a slow machine is not buried.
    if (pending.size < 50) follow(serve(users[next++ % users.length]!))
  }, 1_000 / perSecond)
  const flushes = setInterval(() => follow(flush()), flushEveryMs)
  return {
    faults: state,
    get requests() {
      return state.requests
    },
    get unanswered() {
      return state.unanswered
    },
    shareOf: (variant) => [...served.values()].filter((one) => one === variant).length / users.length,
    stop: async () => {
      clearInterval(arrivals)
      clearInterval(flushes)
      await Promise.all(pending)
      await flush()
    },
  }
}

function add(left: Arm, right: Arm): Arm {
  const latency = { ...left.latency }
  for (const [bucket, count] of Object.entries(right.latency)) latency[bucket] = (latency[bucket] ?? 0) + count
  return { units: left.units + right.units, failing: left.failing + right.failing, latency }
}

/** Around 80 ms, with a tail. */
function drawLatencies(of: number): Record<string, number> {
  const latency: Record<string, number> = {}
  for (let i = 0; i < of; i++) {
    const bucket = bucketOf(50 - 30 * Math.log(1 - Math.random()))
    latency[bucket] = (latency[bucket] ?? 0) + 1
  }
  return latency
}

/** How many of so many fail, each on their own. */
function drawFailing(of: number, rate: number): number {
  let failing = 0
  for (let i = 0; i < of; i++) if (Math.random() < rate) failing++
  return failing
}

async function evaluate(
  evaluator: string,
  flag: string,
  context: User,
): Promise<{ variant: string; revision: string | null } | null> {
  try {
    const response = await fetch(`${evaluator}/ofrep/v1/evaluate/flags/${flag}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ context }),
    })
    const { variant } = (await response.json()) as { variant?: unknown }
    if (typeof variant !== 'string') return null
    return { variant, revision: response.headers.get('fuseboard-revision') }
  } catch {
    return null
  }
}
