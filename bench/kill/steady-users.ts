// Users who ask without pause while a kill happens: each answer with the moment it came.

export interface Seen {
  readonly atMs: number
  readonly on: boolean
}

export interface SteadyUsers {
  readonly seen: Seen[]
  /** Answers that were no evaluation. */
  readonly failures: number
  stop(): Promise<void>
}

const body = JSON.stringify({ context: { targetingKey: 'user-1' } })

export function startUsers(url: string, count: number): SteadyUsers {
  const seen: Seen[] = []
  const state = { running: true, failures: 0 }
  const ask = async (): Promise<void> => {
    while (state.running) {
      try {
        const response = await fetch(url, { method: 'POST', body })
        const answer = (await response.json()) as { value?: boolean }
        if (response.status !== 200) state.failures++
        seen.push({ atMs: performance.now(), on: answer.value === true })
      } catch {
        state.failures++
      }
    }
  }
  const users = Array.from({ length: count }, ask)
  return {
    seen,
    get failures() {
      return state.failures
    },
    stop: async () => {
      state.running = false
      await Promise.all(users)
    },
  }
}
