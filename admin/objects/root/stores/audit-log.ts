// The audit log. Each row's hash covers the row and the hash before it, and the position row keeps the last one: changing,
// removing or reordering rows breaks the chain, and so does cutting off its end.

import { and, asc, desc, eq, gt, gte, lte } from 'drizzle-orm'
import type { AuditRecord, AuditVerdict, Page } from '../../../../protocol/admin-records.ts'
import { hashText } from '../../../hash-text.ts'
import type { Db } from '../database.ts'
import { listPage } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { audit } from '../schema.ts'
import { readPosition, setPosition } from './positions.ts'

export interface AuditEntry {
  readonly action: string
  readonly subject: string
  /** What else is worth knowing; never a secret. */
  readonly detail: Readonly<Record<string, unknown>>
}

export type AuditRow = typeof audit.$inferSelect

/** Rows checked before others get their turn. */
const verifyBatch = 2_000

/** Part of the transaction that makes the change. */
export function appendAudit(db: Db, at: number, actor: string, entry: AuditEntry): void {
  const { auditId, auditHash } = readPosition(db)
  const row = { id: auditId + 1, at, actor, action: entry.action, subject: entry.subject }
  const detail = JSON.stringify(entry.detail)
  const hash = chainHash(auditHash, { ...row, detail })
  db.insert(audit)
    .values({ ...row, detail, hash })
    .run()
  setPosition(db, { auditId: row.id, auditHash: hash })
}

const chainHash = (before: string, { id, at, actor, action, subject, detail }: Omit<AuditRow, 'hash'>): string =>
  hashText(JSON.stringify([before, id, at, actor, action, subject, detail]))

const { id: position, at: committedAt, actor: by, action: deed, subject: about } = audit

/** By default newest first. `from` and `to` are times; both are part of what is asked for. */
export function listAudit(db: Db, query: ListQuery): Page<AuditRecord> {
  const { from, to } = query.filters
  return listPage(db, query, {
    table: audit,
    order: { by: { id: position }, tie: position },
    columns: { actor: by, action: deed, subject: about },
    where: and(
      from === undefined ? undefined : gte(committedAt, Date.parse(from)),
      to === undefined ? undefined : lte(committedAt, Date.parse(to)),
    ),
    render: renderAudit,
  })
}

/** The newest row of an action. */
export const findLastAudit = (db: Db, action: string): AuditRow | undefined =>
  db.select().from(audit).where(eq(deed, action)).orderBy(desc(position)).get()

export function renderAudit({ id, at, actor, action, subject, detail, hash }: AuditRow): AuditRecord {
  return { id, at: new Date(at).toISOString(), actor, action, subject, detail: JSON.parse(detail), hash }
}

/** Walks the chain in batches. Rows written meanwhile are checked as well: they are only ever appended. */
export async function verifyAudit(db: Db, pause: () => Promise<void>): Promise<AuditVerdict> {
  let checked = 0
  let hash = ''
  for (;;) {
    const rows = db.select().from(audit).where(gt(audit.id, checked)).orderBy(asc(audit.id)).limit(verifyBatch).all()
    for (const row of rows) {
      const fits = row.id === checked + 1 && row.hash === chainHash(hash, row)
      if (!fits) return { ok: false, checked, brokenAt: checked + 1 }
      checked = row.id
      hash = row.hash
    }
    if (rows.length < verifyBatch) break
    await pause()
  }
  const { auditId, auditHash } = readPosition(db)
  const complete = auditId === checked && auditHash === hash
  return complete ? { ok: true, checked } : { ok: false, checked, brokenAt: checked + 1 }
}
