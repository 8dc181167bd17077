// Takes every suspected change back: running rollouts as their guard would, flags to what they were an hour ago or off,
// deployments by their hook, lifted kills by killing again. Each on its own: one that breaks leaves no half of itself, and the
// others are done all the same.

import type { Suspect } from '../../../../domain/cascade/decide-cascade.ts'
import { watchedMs } from '../../../../domain/cascade/system-watch.ts'
import type { CascadeReversal } from '../../../../protocol/admin-cascade.ts'
import type { Db } from '../database.ts'
import { findRollout } from '../stores/rollout-rows.ts'
import { revertDeployment } from './revert-deployment.ts'
import { revertFlags } from './revert-flags.ts'
import { revertLift } from './revert-lift.ts'
import { revertRollout } from './revert-rollout.ts'
import type { YoungChange } from './young-changes.ts'

export interface TakeBack {
  readonly cascade: string
  readonly incident: string
  readonly nowMs: number
  /** What is older is not touched. */
  readonly sinceMs: number
  readonly colos: readonly string[]
}

/** What became of a change; see `CascadeReversal`. */
export type Outcome = Pick<CascadeReversal, 'done' | 'how' | 'kills'>

/** In the order of the suspects; of several changes of one thing, the newest stands for all. */
export function takeBackSuspects(
  db: Db,
  suspects: readonly Suspect<YoungChange>[],
  around: Omit<TakeBack, 'sinceMs'>,
): CascadeReversal[] {
  const back: TakeBack = { ...around, sinceMs: around.nowMs - watchedMs }
  const subjects = new Map<string, Suspect<YoungChange>>()
  for (const suspect of suspects) {
    const name = nameOf(suspect.change)
    if (!subjects.has(name)) subjects.set(name, suspect)
  }
  const changes = [...subjects.values()].map(({ change }) => change)
  const outcomes = new Map<YoungChange, Outcome>()
  // First what ends rollouts: no flag can be edited while one runs.
  for (const change of changes.filter((one) => isRunning(db, one))) {
    outcomes.set(
      change,
      attempt(db, () => revertRollout(db, change.subject, back)),
    )
  }
  const edited = changes.filter((one) => flagOf(db, one) !== undefined && !outcomes.has(one))
  const keys = [...new Set(edited.map((one) => flagOf(db, one) as string))]
  const flagOutcomes = new Map<string, Outcome>()
  revertFlags(db, keys, back, (key, work) => flagOutcomes.set(key, attempt(db, work)))
  for (const change of edited) outcomes.set(change, flagOutcomes.get(flagOf(db, change) as string) as Outcome)
  for (const change of changes) {
    if (!outcomes.has(change))
      outcomes.set(
        change,
        attempt(db, () => revertOther(db, change, back)),
      )
  }
  return [...subjects.values()].map(({ change, reaches, explains }) => {
    const { at, kind, subject, flag, system, by, text } = change
    const named = { ...(flag !== undefined && { flag }), ...(system !== undefined && { system }) }
    return { at, kind, subject, ...named, by, text, reaches, explains, ...(outcomes.get(change) as Outcome) }
  })
}

/** Changes of one name are taken back at once. */
const nameOf = ({ kind, subject, flag }: YoungChange): string =>
  kind === 'flag' ? `flag ${flag ?? subject}` : `${kind} ${subject}`

const isRunning = (db: Db, { kind, subject }: YoungChange): boolean =>
  kind === 'rollout' && findRollout(db, subject)?.state.status === 'running'

/** The flag whose definition the change is about: its own, or what a rollout that is over has left of it. */
function flagOf(db: Db, { kind, subject, flag }: YoungChange): string | undefined {
  if (kind === 'flag') return flag ?? subject.replace(/@\d+$/, '')
  return kind === 'rollout' ? findRollout(db, subject)?.key : undefined
}

function revertOther(db: Db, { kind, subject }: YoungChange, back: TakeBack): Outcome {
  if (kind === 'deployment') return revertDeployment(db, subject, back)
  if (kind === 'lift') return revertLift(db, subject, back)
  return { done: false, how: `changes of this kind (${kind}) are not taken back by themselves`, kills: [] }
}

/** All of it or nothing of it. */
function attempt(db: Db, work: () => Outcome): Outcome {
  try {
    return db.transaction(work)
  } catch (broken) {
    console.error('taking a change back broke', broken)
    return { done: false, how: 'taking it back broke; the log of the admin worker has the error', kills: [] }
  }
}
