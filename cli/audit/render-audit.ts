// The audit log as a table: the detail in one line each, shortened.

import type { AuditRecord } from '../../protocol/admin-records.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderAuditTable(rows: readonly AuditRecord[], style: Style): string {
  const cells = rows.map(({ id, at, actor, action, subject, detail }) => [
    String(id),
    at,
    actor,
    action,
    subject,
    detail === null || detail === undefined ? '' : JSON.stringify(detail),
  ])
  return renderTable(['ROW', 'AT', 'ACTOR', 'ACTION', 'SUBJECT', 'DETAIL'], cells, style)
}
