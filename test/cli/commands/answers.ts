// Answers as the admin worker gives them, for the fake one to give.

const revision = '9f2c41aa07d1'.padEnd(64, '0')
const olderRevision = '11aa22bb33cc'.padEnd(64, '0')

export const revisions = { current: revision, older: olderRevision }

export const head = (change: object = {}): object => ({
  epoch: 1,
  seq: 42,
  revision,
  committedRevision: revision,
  kills: [],
  lowered: {},
  publishing: { pending: 0 },
  ...change,
})

export const listedKill = (change: object = {}): object => ({
  id: 'k1',
  seq: 42,
  target: { flag: 'new-checkout' },
  reason: 'cards are declined',
  by: 'ada',
  at: new Date(Date.now() - 300_000).toISOString(),
  ...change,
})

export const newKill = (change: object = {}): object => ({
  ...listedKill(),
  at: '2026-11-21T10:00:00.000Z',
  already: false,
  enforcedBy: '2026-11-21T10:00:02.500Z',
  relays: [
    { region: 'wnam', ackMs: 12 },
    { region: 'enam-1', error: 'timeout' },
  ],
  ...change,
})

export const receipts = (change: object = {}): object => ({
  seq: 42,
  committedAt: '2026-11-21T10:00:00.000Z',
  elapsedMs: 100,
  leaseMs: 2500,
  leasePassed: false,
  confirmed: [],
  unconfirmed: [],
  p50Ms: null,
  p99Ms: null,
  worstMs: null,
  ...change,
})

export const confirmed = (colo: string, firstMs: number): object => ({ colo, isolates: 2, firstMs, lastMs: firstMs })

export const lift = (change: object = {}): object => ({
  id: 'k1',
  seq: 43,
  liftedAt: '2026-11-21T10:05:00.000Z',
  enforcedBy: '2026-11-21T10:05:02.500Z',
  relays: [{ region: 'wnam', ackMs: 9 }],
  ...change,
})

export const revisionItem = (number: number, change: object = {}): object => ({
  revision: number === 2 ? revision : olderRevision,
  number,
  at: '2026-11-20T10:00:00.000Z',
  by: 'ada',
  reason: 'wider roll-out',
  flags: 3,
  changed: 1,
  ...change,
})

export const diff = (change: object = {}): object => ({
  from: revision,
  to: olderRevision,
  items: [{ key: 'new-checkout', change: 'changed', lines: ['- state: "ENABLED"', '+ state: "DISABLED"'] }],
  ...change,
})

export const flagSummary = (change: object = {}): object => ({
  key: 'new-checkout',
  state: 'ENABLED',
  type: 'boolean',
  kind: 'release',
  owner: 'payments',
  system: 'shop',
  clientSide: true,
  approval: false,
  createdAt: '2026-10-01T10:00:00.000Z',
  changedAt: '2026-11-20T10:00:00.000Z',
  changedIn: 41,
  expiresAt: '2026-12-31T00:00:00.000Z',
  killedBy: [],
  served: { on: 30, off: 90 },
  stale: [],
  ...change,
})

/** A quarter is on. */
export const definition = {
  state: 'ENABLED',
  variants: { on: true, off: false },
  defaultVariant: 'off',
  targeting: {
    fractional: [
      ['on', 25],
      ['off', 75],
    ],
  },
  fuseboard: { kind: 'release', owner: 'payments', offVariant: 'off', description: 'the shorter checkout' },
}

export const flagRecord = (change: object = {}): object => ({
  ...flagSummary(),
  etag: 'e1',
  definition,
  segments: [],
  ...change,
})

export const committed = (change: object = {}): object => ({
  revision,
  seq: 43,
  changed: [{ key: 'new-checkout', change: 'changed' }],
  published: true,
  ...change,
})

export const plannedFlag = (change: object = {}): object => ({
  key: 'new-checkout',
  change: 'changed',
  exposure: {
    direction: 'raises',
    lowers: false,
    raises: true,
    shareBefore: 0.25,
    shareAfter: 0.5,
    decidedBy: 'rules',
    why: 'the share grows from 25 % to 50 %',
  },
  lines: ['- ["on", 25]', '+ ["on", 50]'],
  approval: true,
  notes: ['never drilled'],
  ...change,
})

export const change = (more: object = {}): object => ({
  id: 'c1',
  kind: 'approval',
  status: 'pending',
  by: 'ada',
  at: '2026-11-21T10:00:00.000Z',
  reason: 'wider roll-out',
  expiresAt: '2026-11-24T10:00:00.000Z',
  base: 41,
  flags: [plannedFlag()],
  ...more,
})
