// Whether this deployment is ready for its next incident, from its own records.

import { and, eq, gt, gte, inArray } from 'drizzle-orm'
import { readinessChecklist } from '../../../../domain/incident/checklist.ts'
import { ok } from '../../../../domain/result.ts'
import type { ReadinessAnswer } from '../../../../protocol/admin-incident.ts'
import { notifications, systemHours } from '../incident-schema.ts'
import type { Look } from '../looks.ts'
import { flags } from '../schema.ts'
import { hooksFor, pagingChannels, usedChannels } from '../stores/channel-rows.ts'
import { lastDrills } from '../stores/drill-rows.ts'
import { onCall } from '../stores/responder-rows.ts'
import { allSystems } from '../stores/system-rows.ts'

const hourMs = 3_600_000
const heardHours = 24

export const readReadiness: Look<null, ReadinessAnswer> = (db, _, nowMs) => {
  const paging = pagingChannels(db)
  const ids = paging.map(({ id }) => id)
  const tested = db
    .selectDistinct({ channel: notifications.channel })
    .from(notifications)
    .where(and(inArray(notifications.channel, ids), eq(notifications.status, 'sent')))
    .all()
  const systems = allSystems(db)
  const heard = db
    .selectDistinct({ system: systemHours.system })
    .from(systemHours)
    .where(and(gte(systemHours.hour, Math.floor(nowMs / hourMs) - heardHours), gt(systemHours.units, 0)))
    .all()
  const heardOf = new Set(heard.map(({ system }) => system))
  const enabled = db.select({ key: flags.key }).from(flags).where(eq(flags.state, 'ENABLED')).all()
  const drilled = lastDrills(
    db,
    enabled.map(({ key }) => key),
  )
  const items = readinessChecklist({
    pagingChannels: paging.length,
    testedPagingChannels: tested.length,
    onCall: onCall(db).length,
    customerChannels: usedChannels(db).filter(({ audiences }) => audiences.includes('customers')).length,
    systems: systems.length,
    systemsWithTelemetry: systems.filter(({ id }) => heardOf.has(id)).length,
    systemsWithRollbackHook: systems.filter(({ id }) => hooksFor(db, 'rollback', id).length > 0).length,
    enabledFlags: enabled.length,
    drilledFlags: [...drilled.values()].filter(({ passed }) => passed).length,
  })
  return ok({ ready: items.every(({ done }) => done), items })
}
