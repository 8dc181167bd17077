// Deployments. Rows are never deleted. Of one system at most one is what runs; earlier ones keep the status they had.

import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, max, min } from 'drizzle-orm'
import { runs } from '../../../../domain/deployment/deployment.ts'
import type { DeploymentRecord } from '../../../../protocol/admin-deployment.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { describeDeployment } from '../../../deployments/describe-deployment.ts'
import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

export type Deployment = typeof deployments.$inferSelect

export const findDeployment = (db: Db, id: string): Deployment | undefined =>
  db.select().from(deployments).where(eq(deployments.id, id)).get()

const isOpen = and(inArray(deployments.status, ['live', 'observed', 'stable']), isNull(deployments.endedAt))

/** What runs of a system now. */
export const runningDeployment = (db: Db, system: string): Deployment | undefined =>
  db
    .select()
    .from(deployments)
    .where(and(eq(deployments.system, system), isOpen))
    .orderBy(desc(deployments.position))
    .get()

/** The newest of a version that was announced, or that runs. */
export function openDeployment(db: Db, system: string, version: string): Deployment | undefined {
  const ofVersion = and(eq(deployments.system, system), eq(deployments.version, version))
  const rows = db.select().from(deployments).where(ofVersion).orderBy(desc(deployments.position)).all()
  return rows.find((row) => row.status === 'announced' || runs(row))
}

export type NewDeployment = Pick<
  Deployment,
  'system' | 'version' | 'previous' | 'flags' | 'rollbackHook' | 'hotfix' | 'link' | 'by' | 'announcedAt'
>

export function insertDeployment(db: Db, row: NewDeployment): Deployment {
  const last = db
    .select({ position: max(deployments.position) })
    .from(deployments)
    .get()?.position
  const position = (last ?? 0) + 1
  return db
    .insert(deployments)
    .values({ ...row, position, id: `d${position}`, status: 'announced' })
    .returning()
    .get()
}

export type DeploymentChange = Partial<
  Omit<Deployment, 'position' | 'id' | 'system' | 'version' | 'by' | 'announcedAt'>
>

export const saveDeployment = (db: Db, id: string, change: DeploymentChange): Deployment =>
  db.update(deployments).set(change).where(eq(deployments.id, id)).returning().get() as Deployment

/** Those that telemetry has to be asked about by now. */
export const dueDeployments = (db: Db, nowMs: number): Deployment[] =>
  db.select().from(deployments).where(lte(deployments.dueAt, nowMs)).orderBy(asc(deployments.position)).all()

export const nextDeploymentAt = (db: Db): number | undefined =>
  db
    .select({ at: min(deployments.dueAt) })
    .from(deployments)
    .where(isNotNull(deployments.dueAt))
    .get()?.at ?? undefined

/** By default newest first. */
export const listDeployments = (db: Db, query: ListQuery): Page<DeploymentRecord> =>
  listPage(db, query, {
    table: deployments,
    order: { by: { announcedAt: deployments.announcedAt }, tie: deployments.position },
    columns: {
      system: deployments.system,
      version: deployments.version,
      status: deployments.status,
      by: deployments.by,
      hotfix: deployments.hotfix,
    },
    render: describeDeployment,
  })
