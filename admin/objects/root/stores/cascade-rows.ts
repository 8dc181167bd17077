// Cascades that were acted on, with the evidence as it was. Rows never change.

import { eq, max, sql } from 'drizzle-orm'
import type { CascadeEvidence, CascadeReversal } from '../../../../protocol/admin-cascade.ts'
import type { CascadeRecord } from '../../../../protocol/admin-deployment.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import type { Db } from '../database.ts'
import { cascades } from '../incident-schema.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'

export interface NewCascade {
  readonly at: number
  readonly incident: string
  readonly systems: readonly string[]
  readonly evidence: readonly CascadeEvidence[]
  readonly reverted: readonly CascadeReversal[]
}

const nextPosition = (db: Db): number =>
  (db
    .select({ position: max(cascades.position) })
    .from(cascades)
    .get()?.position ?? 0) + 1

/** What the next cascade will be called. */
export const nextCascadeId = (db: Db): string => `c${nextPosition(db)}`

export function insertCascade(db: Db, { evidence, reverted, ...row }: NewCascade): string {
  const position = nextPosition(db)
  const id = `c${position}`
  const texts = { evidence: JSON.stringify(evidence), reverted: JSON.stringify(reverted) }
  db.insert(cascades)
    .values({ position, id, ...row, ...texts })
    .run()
  return id
}

export function findCascade(db: Db, id: string): CascadeRecord | undefined {
  const row = db.select().from(cascades).where(eq(cascades.id, id)).get()
  return row === undefined ? undefined : renderCascade(row)
}

function renderCascade(row: typeof cascades.$inferSelect): CascadeRecord {
  const { id, at, incident, systems } = row
  return {
    id,
    at: new Date(at).toISOString(),
    incident,
    systems,
    evidence: JSON.parse(row.evidence) as CascadeEvidence[],
    reverted: JSON.parse(row.reverted) as CascadeReversal[],
  }
}

/** By default newest first. Filter `system` keeps those of a system. */
export function listCascades(db: Db, query: ListQuery): Page<CascadeRecord> {
  const { system } = query.filters
  const isOfSystem = sql`EXISTS (SELECT 1 FROM json_each(${cascades.systems}) WHERE value = ${system})`
  return listPage(db, query, {
    table: cascades,
    order: { by: { at: cascades.at }, tie: cascades.position },
    columns: { incident: cascades.incident },
    where: system === undefined ? undefined : isOfSystem,
    render: renderCascade,
  })
}
