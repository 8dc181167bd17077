// Systems that something here knows, or telemetry has seen. In an emergency it is enough that a system
// exists; that nobody has mapped it yet must not stop anybody.

import { nearestNames } from '../../../../domain/nearest-names.ts'
import type { Problem } from '../../../../domain/problem.ts'
import type { Db } from '../database.ts'
import { systemHours } from '../incident-schema.ts'
import { knownSystems } from '../stores/known-systems.ts'

export function nameableSystems(db: Db): ReadonlySet<string> {
  const measured = db.selectDistinct({ system: systemHours.system }).from(systemHours).all()
  return new Set([...knownSystems(db), ...measured.map(({ system }) => system)])
}

/** Systems that nobody knows and that are not taken for granted, by their places in the body. */
export function unknownSystems(
  db: Db,
  at: string,
  systems: readonly string[],
  granted: readonly string[] = [],
): readonly Problem[] {
  const known = new Set([...nameableSystems(db), ...granted])
  return systems.flatMap((id, i) => {
    if (known.has(id)) return []
    const near = nearestNames(id, known)
    const hint = near.length === 0 ? '; PUT /api/v1/systems/{id} maps one' : `; near it: ${near.join(', ')}`
    return [
      {
        path: `${at}/${i}`,
        found: JSON.stringify(id),
        allowed: `a system of the map, of a flag or of telemetry${hint}`,
      },
    ]
  })
}
