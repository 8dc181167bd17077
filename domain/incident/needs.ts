// What has to be there before an incident may go on. Every refused step names all of it at once, so that nobody finds out one
// thing at a time; how each is told to people is not decided here.

import { isMajor, type Phase, phases, type Severity } from './incident.ts'
import type { IncidentState } from './step-incident.ts'

/** All criteria hold for so long before an incident may be closed. */
export const mustPassMs = 1_800_000

export type Need =
  /** It is closed: nothing changes it any more. */
  | { readonly need: 'open' }
  /** Phases are taken one at a time: this one comes next. */
  | { readonly need: 'step'; readonly next: Phase }
  /** Only a relapse goes back, and only from verify to contain. */
  | { readonly need: 'relapse' }
  /** It has to be in one of these phases. */
  | { readonly need: 'phase'; readonly phases: readonly Phase[] }
  | { readonly need: 'containment' }
  /** "None possible" is for an incident where nothing was contained; here something was. */
  | { readonly need: 'uncontained' }
  | { readonly need: 'commander' }
  | { readonly need: 'fix' }
  /** The hotfix that is recorded as its fix is not out. */
  | { readonly need: 'deployed' }
  /** `passedMs`: for how long everything holds; null while something does not. */
  | { readonly need: 'criteria'; readonly passedMs: number | null }
  | { readonly need: 'post-mortem' }
  | { readonly need: 'reason'; readonly to: Severity }
  /** Only an incident of broken glass that nobody has touched ends by itself. */
  | { readonly need: 'untouched' }

/** What leaving a phase for the next one needs. */
function leaving(state: IncidentState, phase: Phase, nowMs: number): readonly Need[] {
  const major = isMajor(state.severity)
  const commander: readonly Need[] = major && state.commander === null ? [{ need: 'commander' }] : []
  switch (phase) {
    case 'contain':
      return [...(isReasoned(state.containment) ? [] : [{ need: 'containment' } as const]), ...commander]
    case 'investigate':
      return commander
    case 'fix':
      if (state.fix === null) return [{ need: 'fix' }, ...commander]
      return [...(state.fix.deployed ? [] : [{ need: 'deployed' } as const]), ...commander]
    case 'verify': {
      const passedMs = state.passingSinceMs === null ? null : nowMs - state.passingSinceMs
      const passed = passedMs !== null && passedMs >= mustPassMs
      const planned = !major || state.postMortem !== null
      return [
        ...(passed ? [] : [{ need: 'criteria', passedMs } as const]),
        ...commander,
        ...(planned ? [] : [{ need: 'post-mortem' } as const]),
      ]
    }
    default:
      return []
  }
}

const isReasoned = (containment: IncidentState['containment']): boolean =>
  containment !== null && containment.reason.trim() !== ''

/** Undefined for what is closed. */
export const phaseAfter = (phase: Phase): Phase | undefined => phases[phases.indexOf(phase) + 1]

/** What is missing before the next phase; empty where it may go on, or is closed. */
export const needsOf = (state: IncidentState, nowMs: number): readonly Need[] => leaving(state, state.phase, nowMs)

/** What is missing for going to a phase from where the incident stands, over the whole way; empty where it may. */
export function needsFor(state: IncidentState, to: Phase, nowMs: number): readonly Need[] {
  const next = phaseAfter(state.phase)
  if (next === undefined) return [{ need: 'open' }]
  const from = phases.indexOf(state.phase)
  const target = phases.indexOf(to)
  if (target <= from) return [{ need: 'relapse' }]
  const onTheWay = phases.slice(from, target).flatMap((phase) => leaving(state, phase, nowMs))
  const distinct = onTheWay.filter((need, i) => onTheWay.findIndex((other) => other.need === need.need) === i)
  return to === next ? distinct : [{ need: 'step', next }, ...distinct]
}
