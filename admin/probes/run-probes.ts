// Asks the endpoints that a rollout's probes name, and says what each answered. Never throws, never follows a redirect, never
// reads more of a body than it needs, and never takes longer than the time-outs of its probes.

import { bounded, type Sleep, timedOut } from '../../domain/bounded.ts'
import type { Probe } from '../../domain/rollout/probe.ts'
import { countProbes, type ProbeResult } from '../../domain/rollout/probe-result.ts'
import type { OutcomeBatch, OutcomeCounts } from '../../protocol/outcomes.ts'
import { discard, readBeginning } from '../read-beginning.ts'

/** A Worker may wait for six answers at a time; one is left for others. */
const atATime = 5
const maxBodyBytes = 64 * 1024

export interface ProbePorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Unix milliseconds. */
  readonly now: () => number
  readonly sleep: Sleep
}

export interface ProbeRun {
  /** Which run it was: the same alarm twice is the same slot. */
  readonly slot: number
  /** In the order of the probes. */
  readonly results: readonly ProbeResult[]
  /** For the system as a whole: who asks is no user of any variant. */
  readonly counts: readonly OutcomeCounts[]
}

/** @param slot `probeSlotOf(now)` */
export async function runProbes(probes: readonly Probe[], ports: ProbePorts, slot: number): Promise<ProbeRun> {
  const results: ProbeResult[] = []
  const waiting = [...probes.entries()]
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results[next[0]] = await runProbe(next[1], ports)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atATime, probes.length) }, lane))
  return { slot, results, counts: results.length === 0 ? [] : [countsOf(results)] }
}

/** The batch has the same id each time this run is sent, so that it counts once. */
export const probeBatch = (rollout: string, system: string, { slot, counts }: ProbeRun): OutcomeBatch => ({
  batch: `probes-${rollout}-${slot}`,
  system,
  counts,
})

const countsOf = (results: readonly ProbeResult[]): OutcomeCounts => ({
  flag: null,
  variant: null,
  ageMs: 0,
  ...countProbes(results),
  converted: 0,
  requests: true,
})

async function runProbe(probe: Probe, { fetch, now, sleep }: ProbePorts): Promise<ProbeResult> {
  const begunAt = now()
  const stop = new AbortController()
  const asked = ask(probe, fetch, stop.signal).catch((error: unknown) => `no answer: ${reasonOf(error)}`)
  const found = await bounded(asked, probe.timeoutMs, sleep)
  if (found === timedOut) stop.abort()
  return {
    name: probe.name,
    latencyMs: Math.max(0, now() - begunAt),
    failure: found === timedOut ? `no answer within ${probe.timeoutMs} ms` : found,
  }
}

/** What is wrong with the answer; null where nothing is. */
async function ask(
  { method, url, expectStatus, bodyIncludes }: Probe,
  fetch: ProbePorts['fetch'],
  signal: AbortSignal,
): Promise<string | null> {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal,
    headers: { 'user-agent': 'fuseboard-probe' },
  })
  if (response.status !== expectStatus) {
    await discard(response)
    return `status ${response.status} instead of ${expectStatus}`
  }
  if (bodyIncludes === undefined) {
    await discard(response)
    return null
  }
  const text = await readBeginning(response, maxBodyBytes)
  return text.includes(bodyIncludes) ? null : `the body does not contain ${JSON.stringify(bodyIncludes)}`
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200)
