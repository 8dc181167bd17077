// `/metrics` in Prometheus' text format.

import type { HealthAnswer } from '../../protocol/admin-head.ts'
import { notificationStatuses } from '../../protocol/admin-incident.ts'
import type { Counters } from '../objects/root/root-rpc.ts'
import type { ShardTotals } from './outcome-totals.ts'

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly value: number
  /** Metrics of one name that are told apart by it stand next to each other. */
  readonly label?: readonly [name: string, value: string]
}

export function renderMetrics(
  { epoch, seq, pendingPublishes, kvOk }: HealthAnswer,
  counters: Counters,
  outcomes: ShardTotals,
): string {
  const { beats, pulls, kills, pushesAcknowledged, pushesFailed, revisions, auditRows, killsInForce } = counters
  const { usageRows, usageRowsUnknown, usageBatchesRefused } = counters
  const life = 'since the root object last started'
  const metrics: readonly Metric[] = [
    { name: 'epoch', type: 'gauge', help: 'Epoch of the feed.', value: epoch },
    { name: 'seq', type: 'gauge', help: 'Seq of the feed.', value: seq },
    { name: 'kills_in_force', type: 'gauge', help: 'Kills in force.', value: killsInForce },
    {
      name: 'pending_publishes',
      type: 'gauge',
      help: 'Changes that KV has not acknowledged.',
      value: pendingPublishes,
    },
    { name: 'kv_ok', type: 'gauge', help: 'Whether KV took what it was last given.', value: kvOk ? 1 : 0 },
    { name: 'revisions', type: 'gauge', help: 'Revisions kept.', value: revisions },
    { name: 'audit_rows', type: 'gauge', help: 'Rows of the audit log.', value: auditRows },
    { name: 'kill_requests_total', type: 'counter', help: `Kills asked for ${life}.`, value: kills },
    { name: 'pulls_total', type: 'counter', help: `Pulls of relays ${life}.`, value: pulls },
    { name: 'heartbeats_total', type: 'counter', help: `Heartbeat writes ${life}.`, value: beats },
    {
      name: 'pushes_acknowledged_total',
      type: 'counter',
      help: `Pushes acknowledged ${life}.`,
      value: pushesAcknowledged,
    },
    { name: 'pushes_failed_total', type: 'counter', help: `Pushes that failed ${life}.`, value: pushesFailed },
    { name: 'usage_rows_total', type: 'counter', help: `Rows of usage handed over ${life}.`, value: usageRows },
    {
      name: 'usage_rows_unknown_total',
      type: 'counter',
      help: `Rows among them of flags that nobody knows, not kept, ${life}.`,
      value: usageRowsUnknown,
    },
    {
      name: 'usage_batches_refused_total',
      type: 'counter',
      help: `Batches of evaluators that telemetry refused ${life}.`,
      value: usageBatchesRefused,
    },
  ]
  return [...metrics, ...outcomeMetrics(outcomes), ...outboxMetrics(counters.notifications)].map(renderMetric).join('')
}

function outcomeMetrics({ taken, duplicate, late, overflow, refused, missing }: ShardTotals): readonly Metric[] {
  const counter = (name: string, help: string, value: number): Metric => ({ name, type: 'counter', help, value })
  return [
    counter('outcomes_taken_total', 'Outcomes taken by the telemetry objects.', taken),
    counter('outcome_batches_duplicate_total', 'Batches of outcomes that came again.', duplicate),
    counter('outcomes_late_total', 'Outcomes that came more than five minutes late, not kept.', late),
    counter('outcomes_overflow_total', 'Outcomes of more variants than are told apart, not kept.', overflow),
    counter('outcome_batches_put_off_total', 'Batches put off since the objects last started.', refused),
    {
      name: 'telemetry_shards_missing',
      type: 'gauge',
      help: 'Telemetry objects that did not answer, and are not in these counts.',
      value: missing,
    },
  ]
}

function outboxMetrics({ byStatus, oldestPendingMs, pagesLost }: Counters['notifications']): readonly Metric[] {
  const help = 'Notifications by what became of them.'
  const counted = notificationStatuses.map((status): Metric => {
    return { name: 'notifications', type: 'gauge', help, value: byStatus[status] ?? 0, label: ['status', status] }
  })
  return [
    ...counted,
    {
      name: 'notification_oldest_pending_seconds',
      type: 'gauge',
      help: 'How long the oldest notification that is to be sent has been waiting; 0 where nothing is.',
      value: oldestPendingMs / 1_000,
    },
    { name: 'pages_lost', type: 'gauge', help: 'Pages that died on every channel that pages.', value: pagesLost },
  ]
}

function renderMetric({ name, type, help, value, label }: Metric, index: number, all: readonly Metric[]): string {
  const full = `fuseboard_admin_${name}`
  const head = all[index - 1]?.name === name ? '' : `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n`
  const labelled = label === undefined ? full : `${full}{${label[0]}="${label[1]}"}`
  return `${head}${labelled} ${value}\n`
}
