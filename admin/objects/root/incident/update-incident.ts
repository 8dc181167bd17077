// An update that a person wrote. For customers it is looked through first: what would tell them internals is refused whole,
// before anything of it is kept.

import { desc, inArray } from 'drizzle-orm'
import { type Audience, audiences as everybody } from '../../../../domain/incident/incident.ts'
import { findInternals, type KnownInternals } from '../../../../domain/notification/find-internals.ts'
import type { PublicStatus } from '../../../../domain/notification/message.ts'
import { oneLine } from '../../../../domain/notification/one-line.ts'
import type { Problem } from '../../../../domain/problem.ts'
import { fail, ok, type Result } from '../../../../domain/result.ts'
import type { IncidentUpdateAnswer } from '../../../../protocol/admin-incident.ts'
import type { Refusal } from '../../../refusal.ts'
import { refuseSecrets } from '../channels/stored-secrets.ts'
import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'
import type { Done, Moment } from '../perform.ts'
import { flagKeys } from '../stores/flag-rows.ts'
import { findIncident, type Incident } from '../stores/incident-rows.ts'
import { type Notification, renderNotification } from '../stores/notification-rows.ts'
import { allResponders } from '../stores/responder-rows.ts'
import { allSystems } from '../stores/system-rows.ts'
import { appendTimeline } from '../stores/timeline-rows.ts'
import { tellIncident } from './tell-incident.ts'

export interface UpdateInput {
  readonly id: string
  readonly text: string
  /** Absent: everybody who hears of this incident. */
  readonly audiences?: readonly Audience[]
  /** What customers are told the state is; that of the phase where it is absent. */
  readonly status?: PublicStatus
}

export function updateIncident(
  db: Db,
  { id, text, audiences, status }: UpdateInput,
  { nowMs, actor }: Moment,
): Result<Done<IncidentUpdateAnswer>, Refusal> {
  const incident = findIncident(db, id)
  if (incident === undefined) {
    return fail({ kind: 'not-found', detail: `there is no incident "${id}"; GET /api/v1/incidents lists them` })
  }
  if (incident.phase === 'closed') return fail(afterTheEnd(id))
  const problems = problemsOf(db, incident, { id, text, ...(audiences && { audiences }), ...(status && { status }) })
  if (problems.length > 0) return fail({ kind: 'invalid-body', problems })
  const news = { kind: 'written', text, ...(audiences && { audiences }), ...(status && { status }) } as const
  const detail = { audiences: [...(audiences ?? everybody)], ...(status && { status }) }
  appendTimeline(db, id, { at: nowMs, actor: actor.id, kind: 'update', text, detail })
  const told = tellIncident(db, incident, news, { nowMs, by: actor.id })
  return ok({
    status: 201,
    body: renderUpdate(findIncident(db, id) as Incident, text, told),
    audit: { action: 'incident.update', subject: id, detail: { text: oneLine(text, 500), ...detail } },
  })
}

const afterTheEnd = (id: string): Refusal => ({
  kind: 'transition-refused',
  what: 'incident',
  id,
  from: 'closed',
  to: 'an update',
  missing: ['an incident that is open: everybody was told that this one is over; POST /api/v1/incidents opens another'],
})

const statusText = 'a status only where customers are told: leave it out, or name "customers" among the audiences'

function problemsOf(db: Db, { systems }: Incident, { text, audiences, status }: UpdateInput): readonly Problem[] {
  const secrets = refuseSecrets(db, { text })
  const isForCustomers = audiences === undefined || audiences.includes('customers')
  if (!isForCustomers) {
    const surplus =
      status === undefined ? [] : [{ path: '/status', found: JSON.stringify(status), allowed: statusText }]
    return [...secrets, ...surplus]
  }
  const found = findInternals(text, knownInternals(db, systems), '/text')
  const other = audiences === undefined ? '; or leave customers out: "audiences": ["responders", "leadership"]' : ''
  return [...secrets, ...found.map((problem) => ({ ...problem, allowed: `${problem.allowed}${other}` }))]
}

/** Deployments that are looked at for their versions: the newest of the systems concerned. */
const maxVersions = 200

function knownInternals(db: Db, systems: readonly string[]): KnownInternals {
  const deployed = db
    .select({ version: deployments.version })
    .from(deployments)
    .where(inArray(deployments.system, [...systems]))
    .orderBy(desc(deployments.position))
    .limit(maxVersions)
    .all()
  return {
    flags: flagKeys(db),
    systems: [...new Set([...allSystems(db).map(({ id }) => id), ...systems])],
    versions: [...new Set(deployed.map(({ version }) => version))],
    people: allResponders(db),
  }
}

const renderUpdate = (incident: Incident, text: string, told: readonly Notification[]): IncidentUpdateAnswer => ({
  incident: incident.id,
  text,
  ...(incident.updateDueAt !== null && { nextUpdateAt: new Date(incident.updateDueAt).toISOString() }),
  notifications: told.map(renderNotification),
})
