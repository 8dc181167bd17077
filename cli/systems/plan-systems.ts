// What a systems file would change, in an order in which every step is valid by itself: a system is written after what it
// depends on, and removed after what depends on it. Pure; what cannot be is told before anything is sent.

import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { findCircle } from '../../domain/system/find-circle.ts'
import type { SystemRecord } from '../../protocol/admin-records.ts'

export interface SystemStep {
  readonly change: 'added' | 'changed' | 'removed'
  readonly id: string
  /** Null where there is none. */
  readonly before: SystemRecord | null
  readonly after: SystemRecord | null
}

export interface SystemsPlan {
  readonly steps: readonly SystemStep[]
  /** Ids of the systems that the file does not have, and that stay. */
  readonly kept: readonly string[]
}

const textOf = ({ id, name, owner, paths, dependsOn, critical, approval }: SystemRecord): string =>
  JSON.stringify([id, name, owner, paths, dependsOn, critical, approval])

export const isSameSystem = (left: SystemRecord, right: SystemRecord): boolean => textOf(left) === textOf(right)

/** Refused: a sentence for each dependency that would not exist, and for a circle. */
export function planSystems(
  wanted: readonly SystemRecord[],
  current: readonly SystemRecord[],
  prune: boolean,
): Result<SystemsPlan, readonly string[]> {
  const isWanted = new Set(wanted.map(({ id }) => id))
  const others = current.filter(({ id }) => !isWanted.has(id))
  const final = prune ? [...wanted] : [...wanted, ...others]
  const troubles = [...missingIn(final), ...circlesIn(final)]
  if (troubles.length > 0) return fail(troubles)
  const before = new Map(current.map((system) => [system.id, system]))
  const puts = inOrder(wanted).flatMap((after): SystemStep[] => {
    const old = before.get(after.id) ?? null
    if (old !== null && isSameSystem(old, after)) return []
    return [{ change: old === null ? 'added' : 'changed', id: after.id, before: old, after }]
  })
  const gone = prune ? inOrder(others).reverse() : []
  const removals = gone.map((old): SystemStep => ({ change: 'removed', id: old.id, before: old, after: null }))
  return ok({ steps: [...puts, ...removals], kept: prune ? [] : others.map(({ id }) => id) })
}

function missingIn(systems: readonly SystemRecord[]): string[] {
  const known = systems.map(({ id }) => id)
  return systems.flatMap(({ id, dependsOn }) =>
    dependsOn.flatMap((on) => {
      if (known.includes(on)) return []
      const [nearest] = nearestNames(on, known, 1)
      const meant = nearest === undefined ? 'add it, or take it out' : `did you mean "${nearest}"?`
      return [`"${id}" depends on "${on}", which would not exist; ${meant}`]
    }),
  )
}

/** The first one: others often go with it. */
function circlesIn(systems: readonly SystemRecord[]): string[] {
  for (const { id } of systems) {
    const circle = findCircle(systems, id)
    if (circle !== undefined) return [`dependencies run in a circle: ${circle.join(' → ')}`]
  }
  return []
}

/** Dependencies first. Of a map without circles; what is not among the systems is passed over. */
function inOrder(systems: readonly SystemRecord[]): SystemRecord[] {
  const byId = new Map(systems.map((system) => [system.id, system]))
  const done = new Set<string>()
  const open = systems.map((system) => ({ system, isEntered: false })).reverse()
  const ordered: SystemRecord[] = []
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { system, isEntered } = next
    if (done.has(system.id)) continue
    if (isEntered) {
      done.add(system.id)
      ordered.push(system)
      continue
    }
    const needed = system.dependsOn.flatMap((id) => byId.get(id) ?? [])
    open.push({ system, isEntered: true }, ...needed.map((one) => ({ system: one, isEntered: false })))
  }
  return ordered
}
