// Whether a system may take a deployment now: nothing goes live on one whose SEV1 or SEV2 is before Verify, except the hotfix of
// that incident.

import { eq } from 'drizzle-orm'
import { isMajor, phases } from '../../../../domain/incident/incident.ts'
import { nearestNames } from '../../../../domain/nearest-names.ts'
import type { Problem } from '../../../../domain/problem.ts'
import type { Db } from '../database.ts'
import { hotfixes } from '../incident-schema.ts'
import { runningDeployment } from '../stores/deployment-rows.ts'
import { type Incident, openIncidents } from '../stores/incident-rows.ts'

const verify = phases.indexOf('verify')

/** The worst first, the oldest of those. Of its systems, not of its blast radius. */
const blocking = (db: Db, system: string): Incident[] =>
  openIncidents(db)
    .filter(({ severity, phase, systems }) => {
      return isMajor(severity) && phases.indexOf(phase) < verify && systems.includes(system)
    })
    .sort((left, right) => left.severity - right.severity || left.position - right.position)

/** The incident that keeps every deployment of a system from going live. */
export const blockedBy = (db: Db, system: string): Incident | undefined => blocking(db, system)[0]

const hotfixOf = (db: Db, id: string) =>
  db.select({ incident: hotfixes.incident, status: hotfixes.status }).from(hotfixes).where(eq(hotfixes.id, id)).get()

/** What stands against going live, in sentences with the ways forward; none where nothing does. */
export function findBlocks(db: Db, system: string, hotfix: string | null): readonly string[] {
  const incidents = blocking(db, system)
  const [worst] = incidents
  if (worst === undefined) return []
  const named = hotfix === null ? undefined : hotfixOf(db, hotfix)
  if (named !== undefined && named.status !== 'abandoned' && incidents.some(({ id }) => id === named.incident))
    return []
  const { id, severity, phase } = worst
  const wrong =
    named === undefined
      ? []
      : [`the hotfix ${hotfix} is ${named.status === 'abandoned' ? 'abandoned' : `of ${named.incident}, not of ${id}`}`]
  return [
    `${id} (SEV${severity}) of ${system} is in ${phase}, and nothing goes live there before it is in verify`,
    ...wrong,
    `name a hotfix of ${id} as "hotfix", ${takeBack(db, system)}or bring ${id} to verify`,
  ]
}

function takeBack(db: Db, system: string): string {
  const running = runningDeployment(db, system)
  return running === undefined ? '' : `take back what runs with POST /api/v1/deployments/${running.id}/rollback, `
}

/** A hotfix that does not exist is a typing error, whether or not an incident is open. */
export function checkHotfix(db: Db, id: string | undefined): Problem[] {
  if (id === undefined || hotfixOf(db, id) !== undefined) return []
  const known = db
    .select({ id: hotfixes.id })
    .from(hotfixes)
    .all()
    .map((row) => row.id)
  const nearest = nearestNames(id, known, 3)
  const allowed = known.length === 0 ? 'nothing: there is no hotfix yet' : 'the id of a hotfix, such as i3-1'
  const meant = nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`
  return [{ path: '/hotfix', found: JSON.stringify(id), allowed: `${allowed}${meant}` }]
}
