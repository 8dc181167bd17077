// When the guard reverts, and when it should not have: seeded traffic through the shipped rules, next to rules in use
// elsewhere. Decisions only: telemetry and the controller's tick add up to 20 s.

import { fuseboard, type Rule, rules } from '../guard/rules.ts'
import { Source, type Traffic, type Trouble } from '../guard/traffic.ts'
import type { Benchmark, Goal, Row } from '../report.ts'

const hours = 3600

interface Detection {
  readonly name: string
  readonly traffic: Traffic
  readonly trouble: Trouble
  readonly runs: number
  readonly tickSeconds: number
  /** Healthy seconds before the trouble. */
  readonly healthySeconds: number
  readonly limitSeconds: number
  /** Bounds in seconds; none where the case only shows what to expect. */
  readonly median?: number
  readonly p99?: number
}

const base: Traffic = {
  treatedPerSecond: 50,
  share: 0.01,
  failureRate: 0.01,
  conversionRate: 0.05,
  latency: false,
  drift: 0,
}
const usual = { runs: 400, tickSeconds: 1, healthySeconds: 0, limitSeconds: 1_800 }

const detections: readonly Detection[] = [
  {
    ...usual,
    name: 'doubling, canary of 1 %, λ = 0.5 failures/s',
    traffic: base,
    trouble: { treatedFailures: 2 },
    median: 90,
    p99: 200,
  },
  { ...usual, name: 'five times, canary of 1 %, λ = 0.5/s', traffic: base, trouble: { treatedFailures: 5 }, p99: 20 },
  {
    ...usual,
    name: 'doubling, stage of 25 %, λ = 0.5/s',
    traffic: { ...base, share: 0.25 },
    trouble: { treatedFailures: 2 },
  },
  {
    ...usual,
    name: 'doubling after an hour of health, canary, λ = 0.5/s',
    traffic: base,
    trouble: { treatedFailures: 2 },
    runs: 100,
    healthySeconds: hours,
  },
  {
    ...usual,
    name: '+15 points at 1 treated/s, canary of 1 %',
    traffic: { ...base, treatedPerSecond: 1 },
    trouble: { treatedPoints: 0.15 },
    p99: 120,
  },
  {
    ...usual,
    name: 'p95 +25 % at 50 treated/s',
    traffic: { ...base, share: 0.05, latency: true },
    trouble: { treatedLatency: 1.25 },
    runs: 200,
    p99: 100,
  },
]

interface Healthy {
  readonly name: string
  readonly traffic: Traffic
  readonly seconds: number
  readonly runs: number
  readonly tickSeconds: number
  readonly trouble: (atSeconds: number) => Trouble
  /** Bound of the share of false reverts. */
  readonly bound: number
}

const healthies: readonly Healthy[] = [
  {
    name: 'healthy 8 h, 1 % fail, 10 treated/s of 5 %, ±30 % by the hour',
    traffic: { ...base, treatedPerSecond: 10, share: 0.05, drift: 0.3 },
    seconds: 8 * hours,
    runs: 1_000,
    tickSeconds: 10,
    trouble: () => ({}),
    bound: 0.003,
  },
  {
    name: 'healthy 8 h, all 3 metrics with latencies, 1 treated/s of 10 %',
    traffic: { ...base, treatedPerSecond: 1, share: 0.1, latency: true, drift: 0.3 },
    seconds: 8 * hours,
    // Latencies cost a hundred times what the other counts do.
    runs: 50,
    tickSeconds: 10,
    trouble: () => ({}),
    bound: 0.003,
  },
  {
    name: 'healthy 8 h, 0.2 % fail, 2 treated/s of 25 %',
    traffic: { ...base, treatedPerSecond: 2, share: 0.25, failureRate: 0.002, drift: 0.3 },
    seconds: 8 * hours,
    runs: 500,
    tickSeconds: 10,
    trouble: () => ({}),
    bound: 0.003,
  },
  {
    name: 'outage of a shared dependency: both arms ×5 for 10 min',
    traffic: { ...base, treatedPerSecond: 10, share: 0.05 },
    seconds: 0.5 * hours,
    runs: 1_000,
    tickSeconds: 10,
    trouble: (at) => (at > 600 && at <= 1_200 ? { bothFailures: 5 } : {}),
    bound: 0,
  },
]

export const guard: Benchmark = {
  name: 'guard',
  title: 'when a rollout reverts: seeded traffic, the same for every rule; decision only, add up to 20 s',
  simulated: true,
  ratioMeaning: 'how often the value fits into its bound; false reverts, where there is no bound: to fuseboard’s bound',
  async run(progress) {
    const rows: Row[] = []
    for (const healthy of healthies) {
      progress(healthy.name)
      rows.push(...rules.map((rule) => falseReverts(healthy, rule)))
    }
    for (const detection of detections) {
      progress(detection.name)
      for (const rule of rules) rows.push(...delays(detection, rule))
    }
    return rows
  },
}

function falseReverts({ name, traffic, seconds, runs, tickSeconds, trouble, bound }: Healthy, rule: Rule): Row {
  let reverted = 0
  for (let run = 1; run <= runs; run++) {
    const source = new Source(traffic, run)
    const decide = rule.begin(traffic.failureRate)
    for (let at = tickSeconds; at <= seconds; at += tickSeconds) {
      if (!decide(source.tick(at, tickSeconds, trouble(at)), at)) continue
      reverted++
      break
    }
  }
  const share = reverted / runs
  const wanted = bound === 0 ? 'no false revert' : `≤ ${bound * 100} %`
  return {
    case: name,
    subject: rule.name,
    value: share * 100,
    unit: '% false',
    ratio: (bound + 0.001) / (share + 0.001),
    ...(rule === fuseboard && { goals: [goal(wanted, share <= bound, `${reverted} of ${runs}`)] }),
  }
}

function delays(detection: Detection, rule: Rule): Row[] {
  const { name, traffic, trouble, runs, tickSeconds, healthySeconds, limitSeconds } = detection
  const found: number[] = []
  let early = 0
  for (let run = 1; run <= runs; run++) {
    const source = new Source(traffic, run)
    const decide = rule.begin(traffic.failureRate)
    let revertedAt = healthySeconds + limitSeconds
    for (let at = tickSeconds; at < healthySeconds + limitSeconds; at += tickSeconds) {
      if (!decide(source.tick(at, tickSeconds, at > healthySeconds ? trouble : {}), at)) continue
      revertedAt = at
      break
    }
    if (revertedAt <= healthySeconds) early++
    else found.push(revertedAt - healthySeconds)
  }
  found.sort((left, right) => left - right)
  const note = early > 0 ? `, ${early} of ${runs} reverted before it began` : ''
  return [
    delayRow(name, `${rule.name}, median${note}`, quantile(found, 0.5), limitSeconds, rule, detection.median),
    delayRow(name, `${rule.name}, p99`, quantile(found, 0.99), limitSeconds, rule, detection.p99),
  ]
}

function delayRow(
  name: string,
  subject: string,
  value: number,
  limitSeconds: number,
  rule: Rule,
  bound: number | undefined,
): Row {
  const shown = value >= limitSeconds ? `not within ${limitSeconds} s` : `${value} s`
  const goals = rule === fuseboard && bound !== undefined ? [goal(`≤ ${bound} s`, value <= bound, shown)] : []
  return { case: name, subject, value, unit: 's', ratio: (bound ?? limitSeconds) / value, goals }
}

/** Infinite where nothing was found. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.POSITIVE_INFINITY

const goal = (wanted: string, met: boolean, found: string): Goal => ({ wanted, met, found })
