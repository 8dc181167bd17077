// Every system that the root can know of: those of the map, of flags and of deployments. Not those that only telemetry has seen:
// whatever is watched for its own sake would be watched for ever.

import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'
import { flagSystems } from './flag-rows.ts'
import { allSystems } from './system-rows.ts'

/** Sorted. */
export function knownSystems(db: Db): string[] {
  const mapped = allSystems(db).map(({ id }) => id)
  const deployed = db.selectDistinct({ system: deployments.system }).from(deployments).all()
  return [...new Set([...mapped, ...flagSystems(db), ...deployed.map(({ system }) => system)])].sort()
}
