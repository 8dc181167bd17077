// Every query of the root that needs nothing but its tables, by name.

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { CascadeRecord, DeploymentRecord } from '../../../protocol/admin-deployment.ts'
import type { Page } from '../../../protocol/admin-records.ts'
import { describeDeployment } from '../../deployments/describe-deployment.ts'
import type { Refusal } from '../../refusal.ts'
import { readChannel } from './channels/write-channel.ts'
import type { Db } from './database.ts'
import { unknownDeployment } from './deployment/go-live.ts'
import { listLedger } from './deployment/ledger.ts'
import { readBlastRadius } from './deployment/read-blast-radius.ts'
import { listHotfixes, readHotfix } from './hotfix/read-hotfix.ts'
import { readPostMortem } from './incident/post-mortem.ts'
import { readIncident, readTimeline, verifyTimeline } from './incident/read-incident.ts'
import { readIncidentPage } from './incident/read-incident-page.ts'
import { readStatusPage } from './incident/read-status-page.ts'
import { readReadiness } from './incident/readiness.ts'
import { readResponder } from './incident/responders.ts'
import type { ListQuery } from './list-query.ts'
import { listOfIncident, readNotificationRecord } from './outbox/look-at-notifications.ts'
import { listAudit } from './stores/audit-log.ts'
import { findCascade, listCascades } from './stores/cascade-rows.ts'
import { listChannels } from './stores/channel-rows.ts'
import { findDeployment, listDeployments } from './stores/deployment-rows.ts'
import { listDrills } from './stores/drill-rows.ts'
import { listIncidents } from './stores/incident-rows.ts'
import { listKeys } from './stores/key-rows.ts'
import { listKills } from './stores/kill-rows.ts'
import { listNotifications } from './stores/outbox-rows.ts'
import { listPolicies } from './stores/policy-rows.ts'
import { listResponders } from './stores/responder-rows.ts'
import { listRevisions } from './stores/revision-rows.ts'
import { listRollouts } from './stores/rollout-rows.ts'
import { listSystems } from './stores/system-rows.ts'
import { listTokens } from './stores/token-rows.ts'
import { listWatches } from './stores/watch-rows.ts'

export type Look<I, O> = (db: Db, input: I, nowMs: number) => Result<O, Refusal>

const pages =
  <T>(list: (db: Db, query: ListQuery) => Page<T>): Look<ListQuery, Page<T>> =>
  (db, query) =>
    ok(list(db, query))

const readDeployment: Look<string, DeploymentRecord> = (db, id) => {
  const row = findDeployment(db, id)
  return row === undefined ? fail(unknownDeployment(id)) : ok(describeDeployment(row))
}

function showCascade(db: Db, id: string): Result<CascadeRecord, Refusal> {
  const found = findCascade(db, id)
  if (found !== undefined) return ok(found)
  return fail({ kind: 'not-found', detail: `there is no cascade "${id}"; GET /api/v1/cascades lists them` })
}

// biome-ignore lint/suspicious/noExplicitAny: each query has its own input and output; `Looks` keeps them
type AnyLook = Look<any, unknown>

export const looks = {
  rollouts: pages(listRollouts),
  policies: pages(listPolicies),
  kills: pages(listKills),
  systems: pages(listSystems),
  keys: pages(listKeys),
  tokens: pages(listTokens),
  audit: pages(listAudit),
  drills: pages(listDrills),
  revisions: pages(listRevisions),
  incidents: pages(listIncidents),
  incident: readIncident,
  'incident.postmortem': readPostMortem,
  readiness: readReadiness,
  'incident.timeline': readTimeline,
  'incident.verify': verifyTimeline,
  responders: pages(listResponders),
  responder: readResponder,
  deployments: pages(listDeployments),
  deployment: readDeployment,
  ledger: pages(listLedger),
  blastRadius: readBlastRadius,
  'status-page': readStatusPage,
  'incident-page': readIncidentPage,
  channels: pages(listChannels),
  channel: readChannel,
  notifications: pages(listNotifications),
  notification: readNotificationRecord,
  'incident.notifications': listOfIncident,
  hotfixes: pages(listHotfixes),
  hotfix: readHotfix,
  cascades: pages(listCascades),
  cascade: showCascade,
  watches: pages(listWatches),
} as const satisfies Readonly<Record<string, AnyLook>>

export type Looks = typeof looks
export type LookName = keyof Looks
export type LookInput<N extends LookName> = Looks[N] extends Look<infer I, unknown> ? I : never
export type LookOutput<N extends LookName> = Looks[N] extends Look<never, infer O> ? O : never

/** For everybody, without a token: the one holds nothing internal, the other asks for a key of its own. */
export const publicLooks: ReadonlySet<LookName> = new Set<LookName>(['status-page', 'incident-page'])
