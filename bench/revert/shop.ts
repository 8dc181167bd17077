// A shop whose users are served a flag by the evaluator, one after the other, and some of whom fail. It tells their outcomes
// every ten seconds, as an application does: by the variant that each was served.

export interface ShopOptions {
  readonly evaluator: string
  readonly flag: string
  /** Users a second, of both arms. */
  readonly perSecond: number
  /** Share of the users that fail anyway. */
  readonly failureRate: number
  readonly flushEveryMs: number
  /** Until the first flush: a sender is not in step with what it sends to. */
  readonly firstFlushMs: number
}

export interface Shop {
  /** How many users were served each variant so far. */
  readonly served: Readonly<Record<'on' | 'off', number>>
  /** When the last user was served `on`; Unix milliseconds. */
  readonly lastOnAt: number
  /** When the first user failed who would not have failed without the regression; null until then. */
  readonly firstFailureAt: number | null
  /** Evaluations and beacons that were not answered as they should. */
  readonly unanswered: number
  /** From now on so many more of the treated fail. */
  regress(points: number): void
  stop(): Promise<void>
}

type Arm = { units: number; failing: number }

export function openShop(options: ShopOptions): Shop {
  const { evaluator, flag, perSecond, failureRate, flushEveryMs, firstFlushMs } = options
  const state = { lastOnAt: 0, firstFailureAt: null as number | null, unanswered: 0, points: 0, batches: 0 }
  const served = { on: 0, off: 0 }
  let counts: Record<'on' | 'off', Arm> = emptyCounts()
  const name = crypto.randomUUID()
  const pending = new Set<Promise<void>>()

  const serve = async (user: string): Promise<void> => {
    const answer = await post(`${evaluator}/ofrep/v1/evaluate/flags/${flag}`, { context: { targetingKey: user } })
    const variant = (answer as { variant?: unknown } | null)?.variant
    if (variant !== 'on' && variant !== 'off') {
      state.unanswered++
      return
    }
    const chance = Math.random()
    const fails = chance < failureRate
    const failsAnew = !fails && variant === 'on' && chance < failureRate + state.points
    served[variant]++
    counts[variant].units++
    if (fails || failsAnew) counts[variant].failing++
    if (variant === 'on') state.lastOnAt = Date.now()
    if (failsAnew) state.firstFailureAt ??= Date.now()
  }
  const flush = async (): Promise<void> => {
    const outcomes = Object.entries(counts).map(([variant, arm]) => ({ flag, variant, ...arm }))
    counts = emptyCounts()
    const beacon = { batch: `${name}-${state.batches++}`, system: flag, outcomes }
    if ((await post(`${evaluator}/v1/outcomes`, beacon)) === null) state.unanswered++
  }
  const follow = (work: Promise<void>): void => {
    pending.add(work)
    void work.finally(() => pending.delete(work))
  }
  let users = 0
  const arrivals = setInterval(() => follow(serve(`${name}-${users++}`)), 1_000 / perSecond)
  let flushes: NodeJS.Timeout
  const first = setTimeout(() => {
    follow(flush())
    flushes = setInterval(() => follow(flush()), flushEveryMs)
  }, firstFlushMs)
  return {
    served,
    get lastOnAt() {
      return state.lastOnAt
    },
    get firstFailureAt() {
      return state.firstFailureAt
    },
    get unanswered() {
      return state.unanswered
    },
    regress: (points) => {
      state.points = points
    },
    stop: async () => {
      clearInterval(arrivals)
      clearTimeout(first)
      clearInterval(flushes)
      await Promise.all(pending)
    },
  }
}

const emptyCounts = (): Record<'on' | 'off', Arm> => ({
  on: { units: 0, failing: 0 },
  off: { units: 0, failing: 0 },
})

/** Null for whatever is no success. */
async function post(url: string, body: object): Promise<unknown> {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    const answer = await response.json()
    return response.ok ? answer : null
  } catch {
    return null
  }
}
