// A rollout as the admin worker tells of it: in its second stage, with some evidence.

import { describeCriterion } from '../../../domain/guard/criterion.ts'
import { defaultPolicy } from '../../../domain/rollout/policy.ts'

/** The clock of these answers. */
export const nowMs = Date.parse('2026-11-21T12:00:00.000Z')
export const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()

export const policy = (change: object = {}): object => ({
  ...defaultPolicy,
  hash: '3f2a91c04d'.padEnd(64, '0'),
  ...change,
})

const [failures, latency, conversion] = defaultPolicy.stages[1]!.criteria

const judgement = (criterion: typeof failures, change: object): object => ({
  id: criterion!.id,
  verdict: 'PASS',
  failure: 0.4,
  failAt: 300,
  pass: 24,
  provenAt: 20,
  counts: { treated: 1_188, treatedBad: 12, control: 118_800, controlBad: 1_110 },
  estimate: 1.08,
  why: 'proven with evidence 24, 20 is enough',
  describes: describeCriterion(criterion!),
  ...change,
})

export const rollout = (change: object = {}): object => ({
  id: 'r7',
  flag: 'new-checkout',
  variant: 'on',
  policy: policy(),
  status: 'running',
  stage: 1,
  paused: false,
  verdict: 'HOLD',
  judgements: [
    judgement(failures, { verdict: 'HOLD', failure: 17.3, pass: 4.5, why: 'evidence 4.5 of 20: not enough data yet' }),
    judgement(latency, { estimate: 0.97, why: '1188 units were seen and show no harm' }),
    judgement(conversion, { estimate: null, verdict: 'HOLD', why: 'nothing to compare with was seen yet' }),
  ],
  passedMs: 62 * 60_000,
  heldMs: 180_000,
  silentMs: 0,
  nextStepAt: new Date(nowMs + 58 * 60_000).toISOString(),
  expectedVerdictSeconds: 725,
  failures: [0, 1, 0, 0, 0],
  startedAt: ago(130),
  by: 'ana',
  reason: 'fewer declined cards',
  detectable: [
    { stage: 'internal', statement: 'only limits are held against it' },
    { stage: 'canary', statement: 'a doubling shows after about 12 min' },
  ],
  events: [
    { at: ago(130), kind: 'started', from: 0, to: 0, by: 'ana', why: 'started' },
    { at: ago(70), kind: 'advanced', from: 0, to: 1, by: 'guard', why: 'every criterion passed' },
  ],
  ...change,
})

export const rolloutHead = (change: object = {}): object => {
  const { judgements: _, events: __, ...head } = rollout(change) as Record<string, unknown>
  return { ...head, policy: { name: 'default', hash: 'x' } }
}
