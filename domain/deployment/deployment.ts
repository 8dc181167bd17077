// The life of a deployment: announced, live, observed, stable; or rolled back, or abandoned before it went live. Pure, and
// honest: one whose system never reports stays live, and one that another has replaced stays what it was until then.

import { fail, ok, type Result } from '../result.ts'

export const deploymentStatuses = ['announced', 'live', 'observed', 'stable', 'rolled-back', 'abandoned'] as const
export type DeploymentStatus = (typeof deploymentStatuses)[number]

/** How long its system has to report after it was first heard of. */
export const observationMs = 60 * 60_000
/** A system that was not heard of for so long is silent: nothing becomes stable in silence. */
export const silentAfterMs = 10 * 60_000

/** Times are Unix milliseconds; null before they have come. */
export interface DeploymentState {
  readonly status: DeploymentStatus
  readonly liveAt: number | null
  readonly observedAt: number | null
  /** When it ceased to be what runs: replaced, rolled back or abandoned. Nothing happens to it any more. */
  readonly endedAt: number | null
}

export type DeploymentEvent =
  /** `blocked`: what stands against it, in sentences; none where nothing does. */
  | { readonly kind: 'go-live'; readonly blocked: readonly string[]; readonly nowMs: number }
  /** Telemetry was asked: when its system last reported, or null for never since it went live. */
  | { readonly kind: 'asked'; readonly lastAtMs: number | null; readonly nowMs: number }
  /** Another one of its system went live. */
  | { readonly kind: 'replaced'; readonly nowMs: number }
  | { readonly kind: 'roll-back'; readonly nowMs: number }
  | { readonly kind: 'abandon'; readonly nowMs: number }

export const announced: DeploymentState = { status: 'announced', liveAt: null, observedAt: null, endedAt: null }

/** Whether it is what runs now. */
export const runs = ({ status, endedAt }: DeploymentState): boolean =>
  endedAt === null && (status === 'live' || status === 'observed' || status === 'stable')

/**
 * The state afterwards, the same one where nothing has changed. Refused: each thing that has to be there first, as a sentence
 * with its remedy.
 *
 * @example step(announced, { kind: 'go-live', blocked: [], nowMs: 5 }) // ok: { status: 'live', liveAt: 5, … }
 */
export function step(state: DeploymentState, event: DeploymentEvent): Result<DeploymentState, readonly string[]> {
  const { status } = state
  switch (event.kind) {
    case 'go-live':
      if (status !== 'announced') return fail([over(state, 'only what was announced goes live')])
      if (event.blocked.length > 0) return fail(event.blocked)
      return ok({ ...state, status: 'live', liveAt: event.nowMs })
    case 'asked':
      return ok(hear(state, event.lastAtMs, event.nowMs))
    case 'replaced':
      return ok(runs(state) ? { ...state, endedAt: event.nowMs } : state)
    case 'roll-back':
      if (status === 'announced') return fail(['it never went live: POST /api/v1/deployments/{id}/abandon instead'])
      if (!runs(state)) return fail([over(state, 'only what runs is rolled back')])
      return ok({ ...state, status: 'rolled-back', endedAt: event.nowMs })
    case 'abandon':
      if (status === 'announced') return ok({ ...state, status: 'abandoned', endedAt: event.nowMs })
      if (!runs(state)) return fail([over(state, 'only what was announced is abandoned')])
      return fail(['it went live already: POST /api/v1/deployments/{id}/rollback takes it back'])
  }
}

function over({ status, endedAt }: DeploymentState, rule: string): string {
  if (status === 'rolled-back' || status === 'abandoned') {
    return `it is ${status} for good, and ${rule}: deploy it anew with POST /api/v1/deployments`
  }
  if (endedAt === null) return `it is live already, and ${rule}`
  return `another deployment of its system went live in its place, and ${rule}: GET /api/v1/deployments shows which`
}

function hear(state: DeploymentState, lastAtMs: number | null, nowMs: number): DeploymentState {
  const { status, liveAt, observedAt } = state
  if (!runs(state) || liveAt === null || lastAtMs === null || lastAtMs <= liveAt) return state
  if (status === 'live') return { ...state, status: 'observed', observedAt: nowMs }
  const isDone = observedAt !== null && nowMs - observedAt >= observationMs && nowMs - lastAtMs <= silentAfterMs
  return status === 'observed' && isDone ? { ...state, status: 'stable' } : state
}
