// An incident as the admin worker tells of it: contained, and looked into.

/** The clock of these answers. */
export const nowMs = Date.parse('2026-11-21T12:00:00.000Z')
const ago = (minutes: number): string => new Date(nowMs - minutes * 60_000).toISOString()
const hash = '5b7a90c4'.repeat(8)

export const entry = (id: number, minutes: number, change: object = {}): object => ({
  id,
  at: ago(minutes),
  actor: 'ann-4k2j9x',
  kind: 'note',
  text: 'the pool of connections is full',
  detail: {},
  hash,
  ...change,
})

export const incidentSummary = (change: object = {}): object => ({
  id: 'i3',
  title: 'checkout fails',
  severity: 1,
  phase: 'investigate',
  systems: ['payments'],
  commander: 'alice',
  source: 'person',
  openedAt: ago(25),
  openedBy: 'ann-4k2j9x',
  ...change,
})

export const incident = (change: object = {}): object => ({
  ...incidentSummary(),
  blastRadius: ['checkout', 'payments'],
  roles: { communications: 'bob' },
  startedAt: ago(40),
  containment: {
    at: ago(25),
    by: 'ann-4k2j9x',
    how: 'killed',
    reason: 'checkout fails',
    kills: ['k4', 'k5'],
    flags: ['fast-pay', 'new-checkout'],
  },
  relapses: 0,
  updateDueAt: new Date(nowMs + 5 * 60_000).toISOString(),
  responseTarget: 'SEV1: containment within minutes',
  missing: [
    'a fix, which is a revert or a hotfix that is out: POST /api/v1/incidents/i3/fix {"how": "revert" or "hotfix", "reason"}',
  ],
  checklist: [
    { text: 'Stop the damage', done: true },
    { text: 'Find the change that did it', done: false },
  ],
  advice: { choice: 'rollback', because: ['the version before worked', 'it is faster'] },
  page: '/incidents/i3/2f1c7a90d4e84b0f',
  timeline: [
    entry(1, 25, { kind: 'opened', text: 'SEV1: checkout fails' }),
    entry(2, 25, { kind: 'page', actor: 'clock', text: 'paged alice through pager' }),
    entry(3, 4),
  ],
  ...change,
})

/** As opening and containing answer. */
export const contained = (change: object = {}): object => ({
  ...incident(),
  killed: ['fast-pay', 'new-checkout'],
  killedBefore: [],
  excepted: [],
  killedSystems: [],
  ...change,
})

export const notification = (change: object = {}): object => ({
  key: 'a9c5d1f6d1d1f60a4f0b6d8e3f1f6a3be6b7e5e0a1b0c9d8e7f6a5b4c3d2e1f0',
  incident: 'i3',
  audience: 'responders',
  channel: 'pager',
  seq: 1,
  purpose: 'page',
  status: 'sent',
  title: 'SEV1: checkout fails',
  text: 'Somebody has to command it.',
  attempts: 1,
  createdAt: ago(25),
  ...change,
})

export const responder = (change: object = {}): object => ({
  id: 'alice',
  name: 'Alice Example',
  email: 'alice@example.com',
  rank: 1,
  ...change,
})

export const channel = (change: object = {}): object => ({
  id: 'team',
  type: 'slack',
  audiences: ['responders'],
  settings: { channel: 'C012AB3CD' },
  secrets: ['token'],
  changedAt: ago(600),
  ...change,
})

const baseline = { units: 360_000, failing: 3_600, rate: 0.01, bound: 0.01039, tolerated: 1.42, limit: 0.01476 }

export const cascade = (change: object = {}): object => ({
  id: 'c1',
  at: ago(20),
  incident: 'i3',
  systems: ['checkout', 'search'],
  evidence: ['checkout', 'search'].map((system) => ({
    system,
    since: ago(30),
    alarmedAt: ago(21),
    baseline,
    recent: { units: 8_000, failing: 412, rate: 0.0515 },
    evidence: 3.2e19,
  })),
  reverted: [
    {
      at: ago(30),
      kind: 'deployment',
      subject: 'd2',
      system: 'payments',
      by: 'pipeline-3k9d2f',
      text: 'payments 1.4.2',
      done: true,
      how: 'its rollback hook is called',
    },
    { at: ago(35), kind: 'flag', subject: 'fast-pay', by: 'ann', text: 'raised', done: false, how: 'it is archived' },
  ],
  ...change,
})
