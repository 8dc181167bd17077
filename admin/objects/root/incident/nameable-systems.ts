// Systems that something here knows: the map, flags, deployments or telemetry. In an emergency it is enough that a system
// exists; that nobody has mapped it yet must not stop anybody.

import { nearestNames } from '../../../../domain/nearest-names.ts'
import type { Problem } from '../../../../domain/problem.ts'
import type { Db } from '../database.ts'
import { deployments, systemHours } from '../incident-schema.ts'
import { flagSystems } from '../stores/flag-rows.ts'
import { allSystems } from '../stores/system-rows.ts'

export function knownSystems(db: Db): ReadonlySet<string> {
  const measured = db.selectDistinct({ system: systemHours.system }).from(systemHours).all()
  const deployed = db.selectDistinct({ system: deployments.system }).from(deployments).all()
  return new Set([
    ...allSystems(db).map(({ id }) => id),
    ...flagSystems(db),
    ...[...measured, ...deployed].map(({ system }) => system),
  ])
}

/** Systems that nobody knows and that are not taken for granted, by their places in the body. */
export function unknownSystems(
  db: Db,
  at: string,
  systems: readonly string[],
  granted: readonly string[] = [],
): readonly Problem[] {
  const known = new Set([...knownSystems(db), ...granted])
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
