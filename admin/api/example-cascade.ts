// A cascade of the small shop, as the API's description shows it: a deployment of payments broke two systems.

const since = '2027-01-31T11:52:00.000Z'
const alarmedAt = '2027-01-31T11:53:20.000Z'
const at = '2027-01-31T11:53:30.000Z'
const baseline = { units: 360_000, failing: 3_600, rate: 0.01, bound: 0.01039, tolerated: 1.42, limit: 0.01476 }
const recent = { units: 8_000, failing: 412, rate: 0.0515 }

export const watch = {
  system: 'checkout',
  since,
  asOf: at,
  baseline,
  recent: { units: 9_000, failing: 465, rate: 0.05167 },
  evidence: 4.1e21,
  alarmAt: 100,
  alarmedAt,
  incident: 'i1',
}

export const cascade = {
  id: 'c1',
  at,
  incident: 'i1',
  systems: ['checkout', 'search'],
  evidence: ['checkout', 'search'].map((system) => ({
    system,
    since,
    alarmedAt,
    baseline,
    recent,
    evidence: 3.2e19,
  })),
  reverted: [
    {
      at: since,
      kind: 'deployment',
      subject: 'd2',
      system: 'payments',
      by: 'pipeline-3k9d2f',
      text: 'payments 1.4.2',
      reaches: ['checkout', 'payments', 'search'],
      explains: ['checkout', 'search'],
      done: true,
      how: 'its rollback hook is called; its flags are killed (k3)',
      kills: ['k3'],
    },
  ],
}
