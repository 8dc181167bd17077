// What a deployment names has to exist: its system, the flags that gate it, and the channel that takes it back. A misspelt name
// would be found when it is needed most.

import { describe, pointer } from '../../../../domain/json.ts'
import { nearestNames } from '../../../../domain/nearest-names.ts'
import type { Problem } from '../../../../domain/problem.ts'
import type { Db } from '../database.ts'
import { hooksFor } from '../stores/channel-rows.ts'
import { flagKeys, flagSystems, hasFlag } from '../stores/flag-rows.ts'
import { allSystems, findSystem } from '../stores/system-rows.ts'
import { checkHotfix } from './blocked-by.ts'

export interface DeploymentInput {
  readonly system: string
  readonly version: string
  readonly previous?: string | undefined
  readonly flags?: readonly string[] | undefined
  readonly rollbackHook?: string | undefined
  readonly hotfix?: string | undefined
  readonly link?: string | undefined
}

export function checkInput(db: Db, input: DeploymentInput): readonly Problem[] {
  return [
    ...checkSystem(db, input.system),
    ...checkFlags(db, input.flags ?? []),
    ...checkRollbackHook(db, input.system, input.rollbackHook),
    ...checkHotfix(db, input.hotfix),
  ]
}

const meant = (given: string, names: readonly string[]): string => {
  const nearest = nearestNames(given, names, 3)
  return nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`
}

/** One that only flags name is known, too. */
function checkSystem(db: Db, system: string): Problem[] {
  if (findSystem(db, system) !== undefined) return []
  const ofFlags = flagSystems(db)
  if (ofFlags.includes(system)) return []
  const known = [...new Set([...allSystems(db).map(({ id }) => id), ...ofFlags])]
  const allowed = `a system of the map (PUT /api/v1/systems/{id} adds one), or one that a flag names${meant(system, known)}`
  return [{ path: '/system', found: describe(system), allowed }]
}

function checkFlags(db: Db, flags: readonly string[]): Problem[] {
  const unknown = flags.flatMap((key, i) => (hasFlag(db, key) ? [] : [[key, i] as const]))
  if (unknown.length === 0) return []
  const known = flagKeys(db)
  return unknown.map(([key, i]) => {
    const allowed = `a flag of the document${meant(key, known)}`
    return { path: pointer('/flags', i), found: describe(key), allowed }
  })
}

function checkRollbackHook(db: Db, system: string, hook: string | undefined): Problem[] {
  if (hook === undefined) return []
  const known = hooksFor(db, 'rollback', system).map(({ id }) => id)
  if (known.includes(hook)) return []
  const allowed =
    known.length === 0
      ? `nothing yet: no channel has a hook with the event "rollback" for ${system}; PUT /api/v1/channels/{id} makes one`
      : `a channel with a hook for "rollback" of ${system}: ${known.join(', ')}`
  return [{ path: '/rollbackHook', found: describe(hook), allowed }]
}
