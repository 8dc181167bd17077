// The state machine of an incident. Nothing skips a phase, and nobody can bypass what a phase asks for.
//
//   Detect → Contain → Investigate → Fix → Verify → Closed; Verify → Contain on a relapse
//
//   leaving Contain     a recorded containment, or "none possible" with a reason
//   leaving Fix         a hotfix that is out, or a revert
//   leaving Verify      every criterion has passed for 30 min; a SEV1 or SEV2 has an owner and a date for its post-mortem
//   from Contain on     a SEV1 or SEV2 has a commander
//   severity            rises freely; a drop needs a reason
//   blast radius        is frozen, and drawn anew only when the systems change
//   a relapse           takes containment and fix back: both have to be found again
//
// One way is shorter: an incident that stands for broken glass ends in Detect when its change was reviewed or taken back
// and nobody has touched it, since nothing has failed that could be verified.

import { fail, ok, type Result } from '../result.ts'
import { blastRadius, type Dependent } from './blast-radius.ts'
import type { IncidentSource, Phase, Severity } from './incident.ts'
import { type Need, needsFor, phaseAfter } from './needs.ts'
import { lacksCommander, type PagingState, pagedAgain, pageEveryMs } from './paging.ts'

export const containmentHows = ['killed', 'reverted', 'other', 'none'] as const
export type ContainmentHow = (typeof containmentHows)[number]

export interface IncidentState {
  readonly severity: Severity
  readonly phase: Phase
  readonly source: IncidentSource
  readonly commander: string | null
  readonly containment: { readonly how: ContainmentHow; readonly reason: string } | null
  /** `deployed`: a revert, or a hotfix that is out. */
  readonly fix: { readonly how: 'revert' | 'hotfix'; readonly deployed: boolean } | null
  /** Since when every criterion of Verify passes; Unix milliseconds. */
  readonly passingSinceMs: number | null
  readonly postMortem: { readonly owner: string; readonly due: string } | null
  readonly relapses: number
  readonly paging: PagingState | null
  readonly systems: readonly string[]
  readonly blastRadius: readonly string[]
  /** Raised whenever the systems change. */
  readonly blastVersion: number
  /** Whether anything happened to it since it was opened. */
  readonly touched: boolean
}

export type IncidentEvent =
  | { readonly kind: 'contain'; readonly how: ContainmentHow; readonly reason: string }
  | { readonly kind: 'advance'; readonly to?: Phase }
  | { readonly kind: 'fix'; readonly how: 'revert' | 'hotfix'; readonly deployed: boolean }
  | { readonly kind: 'relapse' }
  | { readonly kind: 'severity'; readonly severity: Severity; readonly reason?: string }
  | { readonly kind: 'command'; readonly commander: string }
  /** Somebody gets a role, or loses it. */
  | { readonly kind: 'role' }
  | { readonly kind: 'systems'; readonly systems: readonly string[]; readonly map: readonly Dependent[] }
  /** What the criteria say: since when all of them pass, or null. */
  | { readonly kind: 'verified'; readonly passingSinceMs: number | null }
  | { readonly kind: 'plan-post-mortem'; readonly owner: string; readonly due: string }
  /** The clock: pages where nobody commands. */
  | { readonly kind: 'tick' }
  /** The change that broke the glass was reviewed, or taken back. */
  | { readonly kind: 'settle' }

export interface StepRefused {
  readonly from: Phase
  /** What was asked for, in words where it is no phase. */
  readonly to: string
  /** Never empty. */
  readonly needs: readonly Need[]
}

/** Total: an event that is not allowed leaves everything as it is, and says what is missing. */
export function stepIncident(
  state: IncidentState,
  event: IncidentEvent,
  nowMs: number,
): Result<IncidentState, StepRefused> {
  if (event.kind === 'plan-post-mortem') {
    return ok({ ...state, postMortem: { owner: event.owner, due: event.due }, touched: true })
  }
  if (event.kind === 'tick') return ok(tick(state, nowMs))
  const refused = (to: string, ...needs: Need[]) => fail({ from: state.phase, to, needs })
  if (state.phase === 'closed') return refused(askedFor(event), { need: 'open' })
  const touched = { ...state, touched: true }
  switch (event.kind) {
    case 'contain':
      return contain(touched, event)
    case 'advance':
      return advance(touched, event.to ?? (phaseAfter(state.phase) as Phase), nowMs)
    case 'fix': {
      const { how, deployed } = event
      if (!fixedIn.includes(state.phase)) return refused(askedFor(event), { need: 'phase', phases: fixedIn })
      return ok({ ...touched, fix: { how, deployed } })
    }
    case 'relapse':
      if (state.phase !== 'verify') return refused('contain', { need: 'phase', phases: ['verify'] })
      return ok({
        ...touched,
        phase: 'contain',
        containment: null,
        fix: null,
        passingSinceMs: null,
        relapses: state.relapses + 1,
      })
    case 'severity': {
      const { severity, reason = '' } = event
      const drops = severity > state.severity
      if (drops && reason.trim() === '') return refused(askedFor(event), { need: 'reason', to: severity })
      return ok(page({ ...touched, severity }, nowMs))
    }
    case 'command':
      return ok({ ...touched, commander: event.commander, paging: null })
    case 'role':
      return ok(touched)
    case 'systems':
      return ok(spread(touched, event.systems, event.map))
    case 'verified':
      return ok(state.phase === 'verify' ? { ...state, passingSinceMs: event.passingSinceMs } : state)
    case 'settle': {
      const untouched = state.source === 'break-glass' && state.phase === 'detect' && !state.touched
      return untouched ? ok({ ...state, phase: 'closed', paging: null }) : refused('closed', { need: 'untouched' })
    }
  }
}

const fixedIn: readonly Phase[] = ['investigate', 'fix']

function askedFor(event: IncidentEvent): string {
  switch (event.kind) {
    case 'advance':
      return event.to ?? 'the next phase'
    case 'contain':
    case 'relapse':
      return 'contain'
    case 'severity':
      return `SEV${event.severity}`
    case 'fix':
      return 'a recorded fix'
    case 'command':
      return `the command of ${event.commander}`
    default:
      return 'a change'
  }
}

/** Again and again: what comes later adds to what is contained. */
function contain(
  state: IncidentState,
  { how, reason }: Extract<IncidentEvent, { kind: 'contain' }>,
): Result<IncidentState, StepRefused> {
  const from = state.phase
  if (reason.trim() === '') return fail({ from, to: 'contain', needs: [{ need: 'containment' }] })
  const isContained = state.containment !== null && state.containment.how !== 'none'
  if (how === 'none' && isContained) return fail({ from, to: 'contain', needs: [{ need: 'uncontained' }] })
  return ok({ ...state, phase: from === 'detect' ? 'contain' : from, containment: { how, reason } })
}

function advance(state: IncidentState, to: Phase, nowMs: number): Result<IncidentState, StepRefused> {
  const needs = needsFor(state, to, nowMs)
  if (needs.length > 0) return fail({ from: state.phase, to, needs })
  // Whatever was proven before belongs to an earlier verification.
  if (to === 'verify') return ok({ ...state, phase: to, passingSinceMs: null })
  return ok(to === 'closed' ? { ...state, phase: to, paging: null } : { ...state, phase: to })
}

/** Somebody is paged from the moment on in which somebody has to command; nobody once that is over. */
function page(state: IncidentState, nowMs: number): IncidentState {
  if (!lacksCommander(state)) return { ...state, paging: null }
  return state.paging === null ? { ...state, paging: pagedAgain(null, nowMs) } : state
}

function tick(state: IncidentState, nowMs: number): IncidentState {
  if (state.paging === null || !lacksCommander(state)) return state
  const { dueAt } = state.paging
  // One that a clock set back has left far ahead is no reason to wait.
  const isDue = dueAt <= nowMs || dueAt > nowMs + pageEveryMs
  return isDue ? { ...state, paging: pagedAgain(state.paging, nowMs) } : state
}

function spread(state: IncidentState, given: readonly string[], map: readonly Dependent[]): IncidentState {
  const systems = [...new Set(given)].sort()
  const isSame = systems.length === state.systems.length && systems.every((id, i) => id === state.systems[i])
  if (isSame) return state
  return { ...state, systems, blastRadius: blastRadius(systems, map), blastVersion: state.blastVersion + 1 }
}
