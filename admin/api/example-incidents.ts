// Incidents as the API's description shows them: payments of the small shop.

const at = '2027-01-31T12:00:00.000Z'
const hash = '5b7a90c4'.repeat(8)

export const openInput = {
  title: '15 % of payments fail',
  severity: 2,
  systems: ['checkout'],
  startedAt: '2026-01-31T11:55:00.000Z',
  commander: 'ann',
}

export const summary = {
  id: 'i1',
  title: openInput.title,
  severity: 2,
  phase: 'contain',
  systems: ['checkout'],
  commander: 'ann',
  source: 'person',
  openedAt: at,
  openedBy: 'ann-4k2j9x',
}

export const entry = {
  id: 1,
  at,
  actor: 'ann-4k2j9x',
  kind: 'opened',
  text: 'SEV2: 15 % of payments fail',
  detail: { severity: 2, systems: ['checkout'], blastRadius: ['checkout'], source: 'person' },
  hash,
}

export const incident = {
  ...summary,
  blastRadius: ['checkout'],
  roles: { scribe: 'bob' },
  startedAt: '2026-01-31T11:55:00.000Z',
  containment: {
    at,
    by: 'ann-4k2j9x',
    how: 'killed',
    reason: openInput.title,
    kills: ['k4'],
    flags: ['new-checkout'],
  },
  relapses: 0,
  responseTarget: 'SEV2: containment and a fix within hours',
  missing: [],
  checklist: [],
  page: '/incidents/i1/2f1c7a90d4e84b0f9a3c5d6e7f801234',
  timeline: [entry],
}

const killed = { killed: ['new-checkout'], killedBefore: [], excepted: [], killedSystems: [] }
export const opened = { ...incident, ...killed }
export const contained = opened
export const closed = { ...incident, phase: 'closed', closedAt: '2027-01-31T15:00:00.000Z' }

export const alerts = {
  version: '4',
  groupKey: '{}:{alertname="ErrorsHigh"}',
  status: 'firing',
  receiver: 'fuseboard',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'ErrorsHigh', system: 'checkout', severity: 'critical' },
      annotations: { summary: '15 % of payments fail' },
      startsAt: '2026-01-31T11:58:00Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://prometheus.example.com/graph?g0.expr=errors',
      fingerprint: 'c3f1a2b4d5e6f708',
    },
  ],
}

export const responderInput = {
  name: 'Ann Example',
  email: 'ann@example.com',
  phone: '+4930123456',
  slack: 'U02ABCDEF',
  rank: 1,
}
export const responder = { id: 'ann', ...responderInput }

export const postMortem = '# Post-mortem i1: 15 % of payments fail\n\n## Summary\n\nIt began at 2027-01-31 11:55 UTC.\n'

export const readiness = {
  ready: false,
  items: [
    { text: 'two channels page, so that one may be dead', done: true },
    { text: 'two people are on call, so that one may sleep', done: false },
  ],
}
