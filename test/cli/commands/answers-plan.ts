// Plans as the admin worker answers them, for the fake one to give.

import { revisions } from './answers.ts'

export const plannedRevision = '77ab01'.padEnd(64, '0')

export const plannedFlag = (key: string, change: object = {}): object => ({
  key,
  change: 'changed',
  exposure: {
    direction: 'raises',
    lowers: false,
    raises: true,
    shareBefore: 0.05,
    shareAfter: 0.25,
    decidedBy: 'rules',
    why: 'The share of "on" grows.',
  },
  lines: ['- rollout: 5', '+ rollout: 25'],
  approval: false,
  notes: [],
  ...change,
})

export const planAnswer = (change: object = {}): object => ({
  base: revisions.current,
  number: 41,
  revision: plannedRevision,
  flags: 1,
  changes: [plannedFlag('a')],
  segments: [],
  unlisted: 0,
  needs: { reason: false, approval: [] },
  obstacles: [],
  ...change,
})

/** Nothing to change. */
export const emptyPlan = (change: object = {}): object =>
  planAnswer({ revision: revisions.current, changes: [], ...change })

export const pendingChange = {
  id: 'c7',
  kind: 'approval',
  status: 'pending',
  by: 'ada',
  at: '2026-11-21T10:00:00.000Z',
  reason: 'x',
  expiresAt: '2026-11-28T10:00:00.000Z',
  base: 41,
  flags: [],
}
