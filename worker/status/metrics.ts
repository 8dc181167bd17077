// GET /metrics   Prometheus text format 0.0.4, of this isolate alone.

import { sourceOf } from '../answer.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'

type Sample = readonly [labels: string, value: number]

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => `${name}${labels === '' ? '' : `{${labels}}`} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n')
}

const byLabel = (label: string, values: Record<string, number>): Sample[] =>
  Object.entries(values).map(([name, value]) => [`${label}="${name}"`, value])

export async function renderMetrics(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Response> {
  const { counters, ladder } = isolate
  const view = await viewFor(isolate, keepAlive, request.headers)
  const { decision, held } = view
  const { revision, tier } = sourceOf(view, decision.standardServed ? view.servedTier : 'off')
  const flags = held?.snapshot.flags ?? []
  const quarantined = flags.filter((flag) => flag.quarantine !== undefined).length
  const families = [
    family(
      'fuseboard_evaluations_total',
      'counter',
      'Evaluated flags by reason.',
      byLabel('reason', counters.evaluations),
    ),
    family('fuseboard_answers_total', 'counter', 'Answered requests by door.', byLabel('door', counters.answers)),
    family('fuseboard_answers_by_tier_total', 'counter', 'Answered requests by tier.', byLabel('tier', counters.tiers)),
    family('fuseboard_refused_total', 'counter', 'Requests without a valid evaluation key.', [['', counters.refused]]),
    family(
      'fuseboard_drill_passes_total',
      'counter',
      'Drill passes by verdict; refused ones changed nothing.',
      byLabel('verdict', counters.passes),
    ),
    family('fuseboard_loads_total', 'counter', 'Snapshot loads begun.', [['', ladder.counts.loads]]),
    family('fuseboard_load_failures_total', 'counter', 'Snapshot loads failed.', [['', ladder.counts.failures]]),
    family('fuseboard_ready', 'gauge', '1 while flags are served from a snapshot.', [
      ['', Number(decision.standardServed)],
    ]),
    family('fuseboard_evidence_age_seconds', 'gauge', 'Age of what vouches for the answers.', [
      ['', decision.ageMs / 1000],
    ]),
    family('fuseboard_break_glass', 'gauge', '1 while a break-glass order cuts flags.', [
      ['', Number(decision.cause === 'break_glass')],
    ]),
    family('fuseboard_flags', 'gauge', 'Flags held.', [['', flags.length]]),
    family('fuseboard_flags_quarantined', 'gauge', 'Flags that do not compile.', [['', quarantined]]),
    family('fuseboard_snapshot_info', 'gauge', 'The revision held.', [[`revision="${revision}",tier="${tier}"`, 1]]),
  ]
  families.push(...feedFamilies(isolate), ...usageFamilies(isolate))
  return new Response(`${families.join('\n')}\n`, {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  })
}

function feedFamilies({ feed, ladder, now }: Isolate): string[] {
  if (feed === undefined) return []
  const { counts, asOfMs } = feed
  const known = ladder.position.position.feed
  return [
    family('fuseboard_feed_refreshes_total', 'counter', 'Refreshes of the kill feed begun.', [['', counts.refreshes]]),
    family('fuseboard_feed_refresh_failures_total', 'counter', 'Refreshes that brought nothing fresh.', [
      ['', counts.failures],
    ]),
    family('fuseboard_feed_age_seconds', 'gauge', 'Since when the root has not vouched for the kills.', [
      ['', asOfMs === undefined ? Number.NaN : (now() - asOfMs) / 1000],
    ]),
    family('fuseboard_feed_seq', 'gauge', 'Position of the newest feed known.', [
      [`epoch="${known?.epoch ?? 0}"`, known?.seq ?? 0],
    ]),
  ]
}

function usageFamilies({ usage }: Isolate): string[] {
  if (usage === undefined) return []
  const { acknowledged, failed, lostAnswers } = usage.totals
  return [
    family('fuseboard_usage_batches_total', 'counter', 'Batches of counts sent to telemetry, by what became of them.', [
      ['result="acknowledged"', acknowledged],
      ['result="failed"', failed],
    ]),
    family('fuseboard_usage_lost_answers_total', 'counter', 'Answers whose counts were given up.', [['', lostAnswers]]),
  ]
}
