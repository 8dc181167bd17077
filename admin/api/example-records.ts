// Records as the API's description shows them: one small shop.

const at = '2027-01-31T12:00:00.000Z'
const revisionHash = '9f2c1d0e'.repeat(8)
const etag = '5b7a90c4'.repeat(8)
const lines = ['- "defaultVariant": "off",', '+ "defaultVariant": "on",']

export const definition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: { if: [{ $ref: 'beta_users' }, 'on', 'off'] },
  fuseboard: { kind: 'release', owner: 'team-shop', system: 'checkout', offVariant: 'off' },
}
export const rule = { ends_with: [{ var: 'email' }, '@example.com'] }
export const document = { flags: { 'new-checkout': definition }, $evaluators: { beta_users: rule } }

export const kill = {
  id: 'k3',
  seq: 3,
  target: { flag: 'new-checkout' },
  reason: 'checkout errors after the 14:00 deploy',
  by: 'ann-4k2j9x',
  at,
}
export const head = {
  breakGlass: [],
  epoch: 1,
  seq: 3,
  revision: revisionHash,
  committedRevision: revisionHash,
  kills: [{ seq: 3, target: kill.target }],
  lowered: {},
  publishing: { pending: 0 },
}
export const killAnswer = {
  ...kill,
  already: false,
  enforcedBy: '2027-01-31T12:00:02.500Z',
  relays: [{ region: 'weur', ackMs: 41 }],
}
export const liftAnswer = { id: 'k3', seq: 4, liftedAt: at, enforcedBy: '2027-01-31T12:00:02.500Z', relays: [] }
export const receipts = {
  seq: 3,
  committedAt: at,
  elapsedMs: 3_000,
  leaseMs: 2_500,
  leasePassed: true,
  confirmed: [{ colo: 'FRA', isolates: 4, firstMs: 210, lastMs: 840 }],
  unconfirmed: [],
  p50Ms: 430,
  p99Ms: 840,
  worstMs: 840,
}

export const revision = {
  revision: revisionHash,
  number: 2,
  at,
  by: 'ann-4k2j9x',
  reason: 'open the new checkout',
  flags: 1,
  changed: 1,
}
export const commit = {
  revision: revisionHash,
  seq: 4,
  changed: [{ key: 'new-checkout', change: 'changed' }],
  published: true,
}
export const segmentCommit = { revision: revisionHash, seq: 4, changed: [], published: true }
export const flagDiff = { key: 'new-checkout', change: 'changed', before: definition, after: definition, lines }
export const diff = { from: revisionHash, to: etag, items: [flagDiff] }
const { revision: hash, number, by, reason } = revision
export const historyEntry = { revision: hash, number, at, by, reason, change: 'changed', lines }

export const flagSummary = {
  key: 'new-checkout',
  state: 'ENABLED',
  type: 'boolean',
  kind: 'release',
  owner: 'team-shop',
  system: 'checkout',
  clientSide: false,
  approval: false,
  createdAt: at,
  changedAt: at,
  changedIn: 2,
  expiresAt: '2027-03-02T12:00:00.000Z',
  killedBy: [],
  lastEvaluatedAt: at,
  served: { on: 1204, off: 96 },
  stale: [],
}
export const flag = { ...flagSummary, etag, definition, segments: ['beta_users'] }
export const segment = { name: 'beta_users', etag, rule, usedBy: ['new-checkout'], usedByCount: 1 }

export const lifecycle = { budget: 5, owners: [{ owner: 'team-shop', flags: 1, stale: 0, over: false }] }
const on = { reason: 'TARGETING_MATCH', variant: 'on', value: true, metadata: {} }
export const explanation = {
  key: 'new-checkout',
  revision: revisionHash,
  number: 2,
  answer: on,
  decidedBy: 'rules',
  kills: [],
  steps: [{ path: '/targeting', operator: 'if', depth: 0, result: 'on' }],
  note: 'The targeting of the flag answers "on".',
}
const counted = { count: 0, newest: [] }
export const restorePlan = {
  at,
  available: true,
  undone: {
    revisions: { count: 1, newest: [revision] },
    killsMade: counted,
    killsLifted: counted,
    tokensMade: counted,
    keysMade: [],
    auditRows: 1,
  },
  kept: { kills: head.kills, revocations: [] },
}
export const restored = {
  at,
  undo: '00000012-00000000-0000519f-7c1d2e9a4b5f60718293a4b5c6d7e8f9',
  epoch: 2,
  seq: 9,
  revision: revisionHash,
  kills: head.kills,
  keptKills: ['k3'],
  keptRevocations: [],
}

export const systemInput = {
  name: 'Checkout',
  owner: 'team-shop',
  paths: ['services/checkout/**'],
  dependsOn: [],
  critical: true,
  approval: false,
}
export const system = { id: 'checkout', ...systemInput }

export const token = { id: 'deploy-8s1m2q', name: 'deploy', scopes: ['read', 'write'], createdAt: at }
export const newToken = { ...token, token: 'fb_deploy-8s1m2q_…' }
export const key = { id: 'web-shop-x7d3k1', name: 'Web shop', kind: 'client', createdAt: at, createdBy: 'ann-4k2j9x' }
export const newKey = { ...key, key: 'fb_web-shop-x7d3k1_…', published: true }

export const auditRow = {
  id: 7,
  at,
  actor: 'ann-4k2j9x',
  action: 'document.commit',
  subject: revisionHash,
  detail: { number: 2, reason: 'open the new checkout', changed: 1 },
  hash: etag,
}
export const auditVerdict = { ok: true, checked: 7 }

const policyName = { name: 'quick', hash: etag }
const stageShown = { name: 'half', percent: 50, minDurationMs: 60_000, maxHoldMs: 300_000, failures: 0 }
export const policyInput = {
  name: 'quick',
  alpha: 0.01,
  holdbackPercent: 5,
  stages: [
    {
      name: 'half',
      percent: 50,
      minDurationMinutes: 1,
      maxHoldMinutes: 5,
      criteria: [
        { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
      ],
    },
    {
      name: 'all',
      percent: 100,
      minDurationMinutes: 1,
      maxHoldMinutes: 5,
      criteria: [
        { id: 'failures', metric: 'failures', compare: 'baseline', tolerance: 0.1, proof: 'strict', minUnits: 100 },
      ],
    },
  ],
}
export const policy = { hash: etag, name: 'quick', builtIn: false, policy: policyInput, at, by }
export const rolloutSummary = {
  id: 'r1',
  flag: 'fast-cart',
  variant: 'on',
  policy: policyName,
  status: 'running',
  paused: false,
  stage: 0,
  attempt: 1,
  stages: [stageShown, { ...stageShown, name: 'all', percent: 100 }],
  verdict: 'HOLD',
  by,
  reason: 'the new cart is ready',
  startedAt: at,
}
export const rollout = {
  ...rolloutSummary,
  criteria: [
    {
      id: 'failures',
      describes: 'users fail at most 10 % more often than in the control',
      verdict: 'HOLD',
      failure: 0.1,
      failAt: 100,
      pass: 3.2,
      provenAt: 20,
      counts: { treated: 1_204, treatedBad: 3, control: 1_190, controlBad: 4 },
      estimate: 0.74,
      why: 'evidence 3.2 of 20: not enough data yet',
    },
  ],
  mismatched: false,
  clocks: { passedMs: 0, heldMs: 40_000, silentMs: 0, minDurationMs: 60_000, maxHoldMs: 300_000 },
  nextStepAt: '2027-01-31T12:01:00.000Z',
  expectedVerdictSeconds: 64,
  events: [{ at, kind: 'started', from: 0, to: 0, by, why: 'started: the new cart is ready' }],
  probes: [
    {
      name: 'cart',
      method: 'GET',
      url: 'https://shop.example.com/cart/health',
      expectStatus: 200,
      timeoutMs: 5000,
      failuresInARow: 0,
    },
  ],
}
export const rolloutStarted = {
  ...rollout,
  forecast: {
    unitsPerSecond: 20,
    baselineRate: 0.02,
    stages: [
      { name: 'half', doublingSeconds: 188, statement: 'a doubling shows after about 3 min' },
      { name: 'all', doublingSeconds: 99, statement: 'a doubling shows after about 99 s' },
    ],
  },
}
const plannedFlag = {
  key: 'new-checkout',
  change: 'changed',
  exposure: {
    direction: 'raises',
    lowers: false,
    raises: true,
    shareBefore: 0.05,
    shareAfter: 0.25,
    decidedBy: 'rules',
    why: 'the share of "on" grows from 5 % to 25 %',
  },
  lines: ['- ["on", 5],', '+ ["on", 25],'],
  approval: true,
  notes: ['it was never drilled'],
}

export const plan = {
  base: revisionHash,
  number: 41,
  revision: revisionHash,
  flags: 12,
  changes: [plannedFlag],
  segments: [{ name: 'beta_users', change: 'changed', lines }],
  unlisted: 0,
  needs: { reason: true, approval: ['new-checkout'] },
  obstacles: [],
}

export const change = {
  id: 'c7',
  kind: 'approval',
  status: 'pending',
  by: 'ann-4k2j9x',
  at,
  reason: 'open the new checkout',
  expiresAt: '2027-02-03T12:00:00.000Z',
  base: 41,
  flags: [plannedFlag],
}

export const drillInput = {
  key: 'new-checkout',
  passed: true,
  evaluator: { reason: 'DISABLED', variant: 'off', value: false },
  endpoint: { url: 'https://shop.example.com/checkout', status: 200, tookMs: 84 },
}
export const drill = { ...drillInput, at, by: 'ann-4k2j9x' }
