// An example of every operation: what is asked, and what is answered. The API's description shows them, and a test asks each of
// them of a deployment that has what they name: an operation without one fails it.

import * as cascades from './example-cascade.ts'
import * as channels from './example-channels.ts'
import * as deployments from './example-deployments.ts'
import * as hotfixes from './example-hotfixes.ts'
import * as incidents from './example-incidents.ts'
import { notificationExamples } from './example-notifications.ts'
import * as records from './example-records.ts'
import * as updates from './example-updates.ts'

export interface Example {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly status: number
  /** Absent where there is nothing to say. */
  readonly answer?: unknown
}

const page = (item: unknown) => ({ items: [item] })
const whatever = { 'if-match': '*' }
const reason = { reason: 'open the new checkout' }
const flag = { key: 'new-checkout' }
const rollout = { id: 'r1' }
const incident = { id: 'i1' }
const hotfix = { id: 'i1-1' }
const shown = (answer: unknown, more: Partial<Example> = {}): Example => ({ status: 200, answer, ...more })

/** By method and address. */
export const examples: Readonly<Record<string, Example>> = {
  'GET /api/v1/head': shown(records.head),

  'GET /api/v1/document': shown(records.document),
  'PUT /api/v1/document': shown(records.commit, { query: reason, headers: whatever, body: records.document }),
  'POST /api/v1/document/plan': shown(records.plan, { body: records.document }),

  'GET /api/v1/changes': shown(page(records.change), { query: { status: 'pending' } }),
  'GET /api/v1/changes/{id}': shown(records.change, { params: { id: 'c7' } }),
  'POST /api/v1/changes/{id}/approve': shown(records.commit, {
    params: { id: 'c7' },
    body: { reason: 'looked at it' },
  }),
  'POST /api/v1/changes/{id}/reject': shown(
    { ...records.change, status: 'rejected', decidedAt: '2027-01-31T13:00:00.000Z', decidedBy: 'bob-7d1m2p' },
    { params: { id: 'c7' }, body: { reason: 'not before the sale is over' } },
  ),
  'POST /api/v1/changes/{id}/review': shown(
    { ...records.change, kind: 'break-glass', status: 'reviewed', decidedAt: '2027-01-31T13:00:00.000Z' },
    { params: { id: 'c8' }, body: { reason: 'it was right' } },
  ),

  'GET /api/v1/revisions': shown(page(records.revision), { query: { limit: '20' } }),
  'GET /api/v1/revisions/{rev}': shown({ ...records.revision, document: records.document }, { params: { rev: '2' } }),
  'GET /api/v1/revisions/{rev}/diff': shown(records.diff, { params: { rev: '2' }, query: { against: '0' } }),
  'POST /api/v1/revisions/{rev}/rollback': shown(records.commit, {
    params: { rev: '1' },
    headers: { ...whatever, 'idempotency-key': 'rollback-1' },
    body: { reason: 'the new checkout is slow' },
  }),

  'GET /api/v1/flags': shown(page(records.flagSummary), { query: { owner: 'team-shop', sort: '-changedAt' } }),
  'GET /api/v1/flags/{key}': shown(records.flag, { params: flag }),
  'GET /api/v1/flags/{key}/history': shown(page(records.historyEntry), { params: flag }),
  'PUT /api/v1/flags/{key}': {
    params: { key: 'fast-search' },
    query: reason,
    headers: { 'if-none-match': '*' },
    body: { enabled: true, rollout_percentage: 25, user_segments: ['beta_users'] },
    status: 201,
    answer: { ...records.commit, changed: [{ key: 'fast-search', change: 'added' }] },
  },
  'PATCH /api/v1/flags/{key}': shown(records.commit, {
    params: flag,
    query: reason,
    headers: whatever,
    body: { defaultVariant: 'on', targeting: null },
  }),
  'DELETE /api/v1/flags/{key}': shown(
    { ...records.commit, changed: [{ ...flag, change: 'removed' }] },
    { params: flag, query: { reason: 'everybody has it' }, headers: whatever },
  ),
  'POST /api/v1/flags/{key}/restore': shown(
    { ...records.commit, changed: [{ key: 'old-banner', change: 'added' }] },
    { params: { key: 'old-banner' }, body: { reason: 'still needed in one country' } },
  ),

  'POST /api/v1/flags/{key}/explain': shown(records.explanation, {
    params: flag,
    body: { context: { targetingKey: 'user-1', email: 'ann@example.com' } },
  }),
  'POST /api/v1/drills': { body: records.drillInput, status: 201, answer: records.drill },
  'GET /api/v1/drills': shown(page(records.drill), { query: { key: 'new-checkout' } }),
  'GET /api/v1/lifecycle': shown(records.lifecycle),

  'GET /api/v1/segments': shown(page(records.segment), { query: { q: 'beta' } }),
  'GET /api/v1/segments/{name}': shown(records.segment, { params: { name: 'beta_users' } }),
  'PUT /api/v1/segments/{name}': shown(records.commit, {
    params: { name: 'beta_users' },
    query: { reason: 'another domain' },
    headers: whatever,
    body: records.rule,
  }),
  'DELETE /api/v1/segments/{name}': shown(records.segmentCommit, { params: { name: 'staff' }, headers: whatever }),

  'POST /api/v1/kills': {
    headers: { 'idempotency-key': 'incident-17' },
    body: { target: { flag: 'new-checkout' }, reason: 'checkout errors after the 14:00 deploy' },
    status: 201,
    answer: records.killAnswer,
  },
  'GET /api/v1/kills': shown(page(records.kill), { query: { all: 'true' } }),
  'DELETE /api/v1/kills/{id}': shown(records.liftAnswer, { params: { id: 'k3' }, query: { reason: 'fixed' } }),
  'GET /api/v1/kills/{seq}/receipts': shown(records.receipts, { params: { seq: '3' } }),

  'POST /api/v1/rollouts': {
    headers: { 'idempotency-key': 'rollout-1' },
    body: { flag: 'slow-cart', variant: 'on', policy: 'quick', reason: 'the new cart is ready' },
    status: 201,
    answer: records.rolloutStarted,
  },
  'GET /api/v1/rollouts': shown(page(records.rolloutSummary), { query: { flag: 'fast-cart', status: 'running' } }),
  'GET /api/v1/rollouts/{id}': shown(records.rollout, { params: rollout }),
  'POST /api/v1/rollouts/{id}/pause': shown(records.rollout, {
    params: rollout,
    body: { reason: 'a look at the logs' },
  }),
  'POST /api/v1/rollouts/{id}/resume': shown(records.rollout, { params: rollout, body: { reason: 'all is well' } }),
  'POST /api/v1/rollouts/{id}/revert': shown(records.rollout, { params: rollout, body: { reason: 'carts are slow' } }),
  'POST /api/v1/rollouts/{id}/kill': shown(records.rollout, { params: rollout, body: { reason: 'carts are lost' } }),
  'POST /api/v1/incidents/{id}/hotfixes': {
    params: { id: 'i1' },
    headers: { 'idempotency-key': 'hotfix-1' },
    body: hotfixes.hotfixInput,
    status: 201,
    answer: hotfixes.hotfix,
  },
  'GET /api/v1/hotfixes': shown(page(hotfixes.hotfix), { query: { incident: 'i1', status: 'open' } }),
  'GET /api/v1/hotfixes/{id}': shown(hotfixes.hotfix, { params: hotfix }),
  'POST /api/v1/hotfixes/{id}/implement': shown(hotfixes.implemented, {
    params: hotfix,
    body: hotfixes.implementation,
  }),
  'POST /api/v1/hotfixes/{id}/suite': shown(hotfixes.passed, {
    params: hotfix,
    body: { result: hotfixes.suiteResult },
  }),
  'POST /api/v1/hotfixes/{id}/approve': shown(hotfixes.approved, { params: hotfix, body: {} }),
  'POST /api/v1/hotfixes/{id}/roll': shown(hotfixes.rolling, { params: hotfix, body: { variant: 'on' } }),
  'POST /api/v1/hotfixes/{id}/abandon': shown(hotfixes.abandoned, {
    params: hotfix,
    body: { reason: 'the revert is enough' },
  }),
  'POST /api/v1/hotfixes/{id}/tasks/{n}': shown(
    { ...hotfixes.hotfix, tasks: [{ text: 'write to those who lost an order', done: true }] },
    { params: { ...hotfix, n: '1' }, body: { done: true } },
  ),
  'GET /api/v1/policies': shown(page(records.policy), { query: { name: 'quick' } }),
  'POST /api/v1/policies': { body: records.policyInput, status: 201, answer: records.policy },

  'POST /api/v1/incidents': { body: incidents.openInput, status: 201, answer: incidents.opened },
  'GET /api/v1/incidents': shown(page(incidents.summary), { query: { open: 'true', severity: '2' } }),
  'GET /api/v1/incidents/{id}': shown(incidents.incident, { params: incident }),
  'GET /api/v1/incidents/{id}/timeline': shown(page(incidents.entry), { params: incident, query: { after: '0' } }),
  'GET /api/v1/incidents/{id}/timeline/verify': shown({ ok: true, checked: 4 }, { params: incident }),
  'POST /api/v1/incidents/{id}/contain': shown(incidents.contained, {
    params: incident,
    body: { how: 'killed', reason: 'carts fail as well', flags: ['new-checkout'] },
  }),
  'POST /api/v1/incidents/{id}/advance': shown(incidents.incident, {
    params: incident,
    body: { to: 'investigate', reason: 'nobody is hurt any more' },
  }),
  'POST /api/v1/incidents/{id}/note': shown(incidents.incident, {
    params: incident,
    body: { kind: 'link', text: 'errors by version', url: 'https://grafana.example.com/d/payments' },
  }),
  'POST /api/v1/incidents/{id}/severity': shown(incidents.incident, {
    params: incident,
    body: { severity: 3, reason: 'only one country' },
  }),
  'POST /api/v1/incidents/{id}/command': shown(incidents.incident, { params: incident, body: { commander: 'ann' } }),
  'POST /api/v1/incidents/{id}/roles': shown(incidents.incident, {
    params: incident,
    body: { role: 'scribe', responder: 'ann' },
  }),
  'POST /api/v1/incidents/{id}/systems': shown(incidents.incident, {
    params: incident,
    body: { systems: ['checkout', 'search'], reason: 'search fails as well' },
  }),
  'POST /api/v1/incidents/{id}/fix': shown(incidents.incident, {
    params: incident,
    body: { how: 'revert', reason: 'back on 4.1' },
  }),
  'POST /api/v1/incidents/{id}/relapse': shown(incidents.incident, {
    params: incident,
    body: { reason: 'errors rise again' },
  }),
  'POST /api/v1/incidents/{id}/close': shown(incidents.closed, { params: incident, body: { reason: 'all is well' } }),
  'POST /api/v1/incidents/{id}/postmortem': shown(incidents.incident, {
    params: incident,
    body: { owner: 'ann', due: '2097-02-05' },
  }),
  'GET /api/v1/incidents/{id}/postmortem': shown(incidents.postMortem, { params: incident }),
  'PUT /api/v1/incidents/{id}/postmortem': shown(incidents.postMortem, {
    params: incident,
    headers: whatever,
    body: incidents.postMortem,
  }),
  'POST /api/v1/incidents/{id}/probes': shown(incidents.incident, {
    params: incident,
    body: { probes: [{ name: 'pay', url: 'https://shop.example/api/pay/health' }] },
  }),
  'GET /api/v1/readiness': shown(incidents.readiness),
  'POST /api/v1/alerts/alertmanager': {
    body: incidents.alerts,
    status: 201,
    answer: { incident: 'i2', opened: true, added: 1 },
  },

  'GET /api/v1/responders': shown(page(incidents.responder), { query: { sort: 'name' } }),
  'GET /api/v1/responders/{id}': shown(incidents.responder, { params: { id: 'ann' } }),
  'PUT /api/v1/responders/{id}': shown(incidents.responder, {
    params: { id: 'ann' },
    headers: whatever,
    body: incidents.responderInput,
  }),
  'DELETE /api/v1/responders/{id}': { params: { id: 'bob' }, headers: whatever, status: 204 },

  'POST /api/v1/incidents/{id}/update': {
    params: { id: 'i1' },
    body: updates.updateInput,
    status: 201,
    answer: updates.update,
  },
  'GET /api/v1/cascades': shown(page(cascades.cascade), { query: { system: 'checkout' } }),
  'GET /api/v1/cascades/{id}': shown(cascades.cascade, { params: { id: 'c1' } }),
  'GET /api/v1/watches': shown(page(cascades.watch)),

  'GET /api/v1/systems': shown(page(records.system), { query: { critical: 'true' } }),
  'GET /api/v1/systems/{id}': shown(records.system, { params: { id: 'checkout' } }),
  'PUT /api/v1/systems/{id}': shown(records.system, {
    params: { id: 'checkout' },
    headers: whatever,
    body: records.systemInput,
  }),
  'DELETE /api/v1/systems/{id}': { params: { id: 'search' }, headers: whatever, status: 204 },

  'GET /api/v1/systems/{id}/blast-radius': shown(deployments.blastRadius, { params: { id: 'checkout' } }),

  'POST /api/v1/deployments': {
    headers: { 'idempotency-key': 'run-2041' },
    body: deployments.deploymentInput,
    status: 201,
    answer: deployments.deployment,
  },
  'GET /api/v1/deployments': shown(page(deployments.deployment), { query: { system: 'checkout', status: 'live' } }),
  'GET /api/v1/deployments/{id}': shown(deployments.deployment, { params: { id: 'd1' } }),
  'POST /api/v1/deployments/{id}/live': shown(deployments.deployment, { params: { id: 'd2' } }),
  'POST /api/v1/deployments/{id}/rollback': shown(deployments.rolledBack, {
    params: { id: 'd1' },
    body: { reason: 'payments fail' },
  }),
  'POST /api/v1/deployments/{id}/abandon': shown(deployments.abandoned, {
    params: { id: 'd2' },
    body: { reason: 'the build is broken' },
  }),
  'GET /api/v1/ledger': shown(page(deployments.ledgerEntry), { query: { system: 'checkout', kind: 'flag' } }),

  'GET /api/v1/keys': shown(page(records.key), { query: { kind: 'client' } }),
  'POST /api/v1/keys': { body: { name: 'Web shop', kind: 'client' }, status: 201, answer: records.newKey },
  'DELETE /api/v1/keys/{id}': { params: { id: 'web-shop-x7d3k1' }, status: 204 },

  'GET /api/v1/tokens': shown(page(records.token), { query: { sort: 'name' } }),
  'POST /api/v1/tokens': {
    body: { name: 'deploy', scopes: ['read', 'write'] },
    status: 201,
    answer: records.newToken,
  },
  'DELETE /api/v1/tokens/{id}': { params: { id: 'deploy-8s1m2q' }, status: 204 },

  'GET /api/v1/restore': shown(records.restorePlan, { query: { at: '2026-11-01T12:00:00Z' } }),
  'POST /api/v1/restore': shown(records.restored, {
    body: { at: '2027-01-31T11:55:00Z', reason: 'a bad import' },
  }),

  'GET /api/v1/channels': shown(page(channels.channel), { query: { type: 'webhook' } }),
  'GET /api/v1/channels/{id}': shown(channels.channel, { params: { id: 'ops-hook' } }),
  'PUT /api/v1/channels/{id}': shown(channels.channel, {
    params: { id: 'ops-hook' },
    headers: whatever,
    body: channels.channelInput,
  }),
  'DELETE /api/v1/channels/{id}': { params: { id: 'old-hook' }, headers: whatever, status: 204 },
  'POST /api/v1/channels/{id}/test': {
    params: { id: 'ops-hook' },
    body: {},
    status: 202,
    answer: channels.channelTest,
  },

  'GET /api/v1/audit': shown(page(records.auditRow), {
    query: { action: 'document.commit', from: '2026-01-01T00:00:00Z' },
  }),
  'GET /api/v1/audit/verify': shown(records.auditVerdict),

  ...notificationExamples,
}
