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
