// Deployments and the ledger as the API's description shows them: the same small shop.

import { system } from './example-records.ts'

const at = '2027-01-31T12:00:00.000Z'
const by = 'deploy-8s1m2q'

export const deploymentInput = {
  system: 'checkout',
  version: '2.14.1',
  previous: '2.14.0',
  flags: ['new-checkout'],
  link: 'https://ci.example.com/runs/2041',
  status: 'live',
}

const announced = {
  id: 'd1',
  system: 'checkout',
  version: '2.14.1',
  previous: '2.14.0',
  flags: ['new-checkout'],
  link: 'https://ci.example.com/runs/2041',
  by,
  announcedAt: at,
}
export const deployment = {
  ...announced,
  status: 'live',
  liveAt: at,
  note: 'not observed: nothing was heard of checkout since it went live',
}
export const abandoned = { ...announced, status: 'abandoned', endedAt: at, why: 'the build is broken' }
export const rolledBack = {
  ...announced,
  status: 'rolled-back',
  rollbackHook: 'rollback-checkout',
  liveAt: at,
  endedAt: '2027-01-31T12:20:00.000Z',
  why: 'payments fail; called rollback-checkout',
  rollback: { called: true, channel: 'rollback-checkout' },
}

export const ledgerEntry = {
  at,
  kind: 'flag',
  subject: 'new-checkout@2',
  flag: 'new-checkout',
  number: 2,
  system: 'checkout',
  by: 'ann-4k2j9x',
  text: '"new-checkout" changed: open the new checkout',
  raises: true,
}

export const blastRadius = { system, blastRadius: ['checkout'], critical: ['checkout'], systems: [system], flags: 1 }
