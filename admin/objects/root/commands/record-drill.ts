// Recording a kill drill. It changes no flag and no feed.

import { nearestNames } from '../../../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { DrillInput, DrillRecord } from '../../../../protocol/admin-drill.ts'
import type { Refusal } from '../../../refusal.ts'
import type { Db } from '../database.ts'
import type { Done, Moment } from '../perform.ts'
import { insertDrill, renderDrill } from '../stores/drill-rows.ts'
import { flagKeys, hasFlag } from '../stores/flag-rows.ts'

export function recordDrill(db: Db, input: DrillInput, { nowMs, actor }: Moment): Result<Done<DrillRecord>, Refusal> {
  const { key, passed, evaluator, endpoint } = input
  if (!hasFlag(db, key)) return fail({ kind: 'not-found', detail: unknownFlag(db, key) })
  const body = renderDrill(insertDrill(db, input, nowMs, actor.id))
  const errors = [evaluator.error, endpoint?.error].filter((error) => error !== undefined)
  const detail = { passed, ...(endpoint !== undefined && { endpoint: endpoint.url }), ...(!passed && { errors }) }
  return ok({ status: 201, body, audit: { action: 'drill.record', subject: key, detail } })
}

function unknownFlag(db: Db, key: string): string {
  const nearest = nearestNames(key, flagKeys(db))
  const hint = nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`
  return `the committed document has no flag "${key}", so no drill of it can be recorded${hint}`
}
