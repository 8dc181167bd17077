// When systems that fail are a cascade, and when they are not: seeded traffic through the shipped rules, next to the plain rule
// "twice the hour before". Decisions only: telemetry and the root's tick add up to 20 s.

import { type CascadeRule, cascadeRules, fuseboard } from '../cascade/rules.ts'
import { DriftingSystem, type Fleet } from '../cascade/systems.ts'
import type { Benchmark, Goal, Row } from '../report.ts'

const hour = 3_600
const tickSeconds = 10
/** Hours that are known of each system before the change: a week. */
const knownHours = 168
/** Systems that have to alarm. */
const fewest = 2
/** Bound of the share of false cascades. */
const falseBound = 0.01

interface Case {
  readonly name: string
  readonly fleet: Fleet
  readonly runs: number
}

interface Break extends Case {
  /** How many times as many fail, in the first two systems. */
  readonly factor: number
  /** Healthy seconds between the change and what breaks. */
  readonly healthySeconds: number
  /** Bound in seconds; none where the case only shows what to expect. */
  readonly p99?: number
}

const base: Fleet = { systems: 6, perSecond: 100, failureRate: 0.01, drift: 0.15 }
const drifting = '15 % hourly drift, 6 systems'

const healthies: readonly Case[] = [
  { name: `no fault, ${drifting}, 100/s each`, fleet: base, runs: 1_000 },
  { name: `no fault, ${drifting}, 10/s each`, fleet: { ...base, perSecond: 10 }, runs: 300 },
  { name: `no fault, ${drifting}, 1/s each`, fleet: { ...base, perSecond: 1 }, runs: 300 },
  { name: `no fault, ${drifting}, 1 in 10 s each`, fleet: { ...base, perSecond: 0.1 }, runs: 300 },
]

const steady: Fleet = { ...base, drift: 0 }
const p99 = 120
const usual = { runs: 200, factor: 5, healthySeconds: 0 }

const breaks: readonly Break[] = [
  { ...usual, name: '5× in two systems at 100/s, with the change', fleet: steady, p99 },
  { ...usual, name: '5× in two systems at 100/s, 20 min after it', fleet: steady, healthySeconds: 1_200, p99 },
  { ...usual, name: `5× at 100/s, with the change, ${drifting}`, fleet: base, p99 },
  { ...usual, name: `5× at 100/s, 20 min after it, ${drifting}`, fleet: base, healthySeconds: 1_200, p99 },
  { ...usual, name: `5× at 10/s, with the change, ${drifting}`, fleet: { ...base, perSecond: 10 } },
  { ...usual, name: `5× at 1/s, with the change, ${drifting}`, fleet: { ...base, perSecond: 1 } },
  { ...usual, name: `2.5× at 100/s, with the change, ${drifting}`, fleet: base, factor: 2.5 },
]

export const cascade: Benchmark = {
  name: 'cascade',
  title:
    'when systems are a cascade: seeded hours after a change, the same for both rules; decision only, add up to 20 s',
  simulated: true,
  ratioMeaning: 'how often the value fits into its bound; where there is none, into 1 % of false cascades or an hour',
  async run(progress) {
    const rows: Row[] = []
    for (const healthy of healthies) {
      progress(healthy.name)
      rows.push(...cascadeRules.map((rule) => falseCascades(healthy, rule)))
    }
    for (const broken of breaks) {
      progress(broken.name)
      for (const rule of cascadeRules) rows.push(...delays(broken, rule))
    }
    return rows
  },
}

/** Seconds after the change at which enough systems have alarmed; undefined where they have not within the hour. */
function decidedAt(
  { systems, ...rest }: Fleet,
  rule: CascadeRule,
  run: number,
  factorAt: (system: number, atSeconds: number) => number,
): number | undefined {
  const watched = Array.from({ length: systems }, (_, i) => {
    const source = new DriftingSystem({ systems, ...rest }, run * 1_000 + i)
    const decide = rule.begin(source.hours(knownHours))
    source.drift()
    return { source, decide, hasAlarmed: false }
  })
  for (let at = tickSeconds; at <= hour; at += tickSeconds) {
    for (const [i, one] of watched.entries()) {
      const tick = one.source.counts(tickSeconds, factorAt(i, at))
      if (!one.hasAlarmed) one.hasAlarmed = one.decide(tick, at)
    }
    if (watched.filter(({ hasAlarmed }) => hasAlarmed).length >= fewest) return at
  }
  return undefined
}

function falseCascades({ name, fleet, runs }: Case, rule: CascadeRule): Row {
  let found = 0
  for (let run = 1; run <= runs; run++) if (decidedAt(fleet, rule, run, () => 1) !== undefined) found++
  const share = found / runs
  const goals = rule === fuseboard ? [goal(`≤ ${falseBound * 100} %`, share <= falseBound, `${found} of ${runs}`)] : []
  const ratio = (falseBound + 0.001) / (share + 0.001)
  return { case: name, subject: rule.name, value: share * 100, unit: '% false', ratio, goals }
}

function delays({ name, fleet, runs, factor, healthySeconds, p99 }: Break, rule: CascadeRule): Row[] {
  const found: number[] = []
  let early = 0
  for (let run = 1; run <= runs; run++) {
    const breaksAt = (system: number, at: number) => (system < fewest && at > healthySeconds ? factor : 1)
    const at = decidedAt(fleet, rule, run, breaksAt) ?? Number.POSITIVE_INFINITY
    if (at <= healthySeconds) early++
    else found.push(at - healthySeconds)
  }
  found.sort((left, right) => left - right)
  const note = early > 0 ? `, ${early} of ${runs} decided before it began` : ''
  return [
    delayRow(name, `${rule.name}, median${note}`, quantile(found, 0.5), rule, undefined),
    delayRow(name, `${rule.name}, p99`, quantile(found, 0.99), rule, p99),
  ]
}

function delayRow(name: string, subject: string, value: number, rule: CascadeRule, bound: number | undefined): Row {
  const shown = Number.isFinite(value) ? `${value} s` : 'not within the hour'
  const goals = rule === fuseboard && bound !== undefined ? [goal(`≤ ${bound} s`, value <= bound, shown)] : []
  return { case: name, subject, value, unit: 's', ratio: (bound ?? hour) / value, goals }
}

/** Infinite where nothing was found. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.POSITIVE_INFINITY

const goal = (wanted: string, met: boolean, found: string): Goal => ({ wanted, met, found })
