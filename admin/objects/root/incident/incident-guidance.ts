// What the records say to whoever works on an incident: the checklist with what is done, and rollback or hotfix.

import { and, eq } from 'drizzle-orm'
import { type Advice, adviseFix } from '../../../../domain/incident/advice.ts'
import { blastRadius } from '../../../../domain/incident/blast-radius.ts'
import { type ChecklistItem, incidentChecklist } from '../../../../domain/incident/checklist.ts'
import { isVerified } from '../../../../domain/incident/verification.ts'
import type { Db } from '../database.ts'
import { recentChanges } from '../deployment/ledger.ts'
import { incidentTimeline, notifications } from '../incident-schema.ts'
import { hooksFor } from '../stores/channel-rows.ts'
import { findDeployment } from '../stores/deployment-rows.ts'
import { hotfixesOf } from '../stores/hotfix-rows.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { begunAt, readMeasured } from './measured.ts'

const hourMs = 3_600_000

export function checklistOf(db: Db, incident: Incident, nowMs: number): readonly ChecklistItem[] {
  const { id, severity, phase, commander, containment, fix, postMortem, postMortemText } = incident
  const { verify } = readMeasured(incident)
  const kinds = db
    .selectDistinct({ kind: incidentTimeline.kind })
    .from(incidentTimeline)
    .where(eq(incidentTimeline.incident, id))
    .all()
  const toCustomers = db
    .select({ key: notifications.key })
    .from(notifications)
    .where(
      and(eq(notifications.incident, id), eq(notifications.audience, 'customers'), eq(notifications.status, 'sent')),
    )
    .get()
  return incidentChecklist({
    severity,
    phase,
    hasCommander: commander !== null,
    isContained: containment !== null,
    kinds: new Set(kinds.map(({ kind }) => kind)),
    haveCustomersHeard: toCustomers !== undefined,
    hasFix: fix !== null,
    isVerified: phase === 'closed' || (verify !== null && isVerified(verify, nowMs)),
    hasPostMortem: postMortem !== null,
    hasEditedPostMortem: postMortemText !== null,
  })
}

/** While a fix is looked for; undefined otherwise. */
export function adviceOf(db: Db, incident: Incident): Advice | undefined {
  const { id, phase, systems, openedAt, relapses, fix } = incident
  if (fix !== null || !['contain', 'investigate', 'fix'].includes(phase)) return undefined
  const map = allSystems(db)
  const touches = (system: string): boolean => blastRadius([system], map).some((one) => systems.includes(one))
  const changes = recentChanges(db, begunAt(incident) - hourMs).filter(
    ({ at, system }) => Date.parse(at) <= openedAt && system !== undefined && touches(system),
  )
  const ids = new Set(changes.filter(({ kind }) => kind === 'deployment').map(({ subject }) => subject))
  const deployments = [...ids].flatMap((one) => findDeployment(db, one) ?? []).filter(({ liveAt }) => liveAt !== null)
  const hotfix = hotfixesOf(db, id)
    .filter(({ status }) => status !== 'abandoned')
    .at(-1)
  return adviseFix({
    deployments: deployments.map(({ system, version, previous, rollbackHook, status }) => ({
      system,
      version,
      previous,
      hasRollbackHook: rollbackHook !== null || hooksFor(db, 'rollback', system).length > 0,
      isRolledBack: status === 'rolled-back',
    })),
    raisedFlags: [
      ...new Set(changes.filter(({ kind, raises }) => kind === 'flag' && raises).map(({ subject }) => subject)),
    ],
    relapses,
    hotfix: hotfix === undefined ? null : { id: hotfix.id, files: hotfix.facts.diffStat?.files.length ?? null },
  })
}
