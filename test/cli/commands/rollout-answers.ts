// A rollout as the admin worker tells of it: in its second stage, with some evidence.

import { describeCriterion } from '../../../domain/guard/criterion.ts'
import { defaultPolicy } from '../../../domain/rollout/policy.ts'

/** The clock of these answers. */
export const nowMs = Date.parse('2026-11-21T12:00:00.000Z')
export const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()

const hash = '3f2a91c04d'.padEnd(64, '0')

export const policyRecord = (name = 'default', change: object = {}): object => ({
  name,
  hash,
  builtIn: true,
  policy: { ...defaultPolicy, name },
  ...change,
})

const [failures, latency, conversion] = defaultPolicy.stages[1]!.criteria

const criterion = (declared: typeof failures, change: object): object => ({
  id: declared!.id,
  verdict: 'PASS',
  failure: 0.4,
  failAt: 300,
  pass: 24,
  provenAt: 20,
  counts: { treated: 1_188, treatedBad: 12, control: 118_800, controlBad: 1_110 },
  estimate: 1.08,
  why: 'proven with evidence 24, 20 is enough',
  describes: describeCriterion(declared!),
  ...change,
})

const minuteMs = 60_000

/** The stages, with this many failures in each. */
export const stages = (...failures: number[]): object[] =>
  defaultPolicy.stages.map(({ name, audience, percent, minDurationMinutes, maxHoldMinutes }, i) => ({
    name,
    ...(audience === undefined ? { percent } : { audience }),
    minDurationMs: minDurationMinutes * minuteMs,
    maxHoldMs: maxHoldMinutes * minuteMs,
    failures: failures[i] ?? 0,
  }))

export const clocks = (change: object = {}): object => ({
  passedMs: 62 * minuteMs,
  minDurationMs: 120 * minuteMs,
  heldMs: 3 * minuteMs,
  maxHoldMs: 720 * minuteMs,
  silentMs: 0,
  ...change,
})

export const rolloutSummary = (change: object = {}): object => ({
  id: 'r7',
  flag: 'new-checkout',
  variant: 'on',
  policy: { name: 'default', hash },
  status: 'running',
  paused: false,
  stage: 1,
  attempt: 2,
  stages: stages(0, 1),
  verdict: 'HOLD',
  by: 'ana',
  reason: 'fewer declined cards',
  startedAt: ago(130),
  ...change,
})

export const rollout = (change: object = {}): object => ({
  ...rolloutSummary(),
  criteria: [
    criterion(failures, { verdict: 'HOLD', failure: 17.3, pass: 4.5, why: 'evidence 4.5 of 20: not enough data yet' }),
    criterion(latency, { pass: 2, estimate: 0.97, why: '1188 units were seen and show no harm' }),
    criterion(conversion, { estimate: null, verdict: 'HOLD', why: 'nothing to compare with was seen yet' }),
  ],
  mismatched: false,
  clocks: clocks(),
  nextStepAt: new Date(nowMs + 58 * minuteMs).toISOString(),
  expectedVerdictSeconds: 725,
  events: [
    { at: ago(70), kind: 'advanced', from: 0, to: 1, by: 'guard', why: 'every criterion passed' },
    { at: ago(130), kind: 'started', from: 0, to: 0, by: 'ana', why: 'started' },
  ],
  ...change,
})

export const startedRollout = (): object => ({
  ...rollout({ stage: 0, criteria: [] }),
  forecast: {
    unitsPerSecond: 50,
    baselineRate: 0.01,
    stages: [
      { name: 'internal', doublingSeconds: null, statement: 'only limits are held against it' },
      { name: 'canary', doublingSeconds: 725, statement: 'a doubling shows after about 12 min' },
    ],
  },
})
