import { beforeEach, describe, expect, it } from 'vitest'
import { evict, freshDeployments, get, post, problem, tokenWith } from '../deployment.ts'
import { act, incident, kinds, openShop, passCriteria, timeline } from './incident-fixture.ts'

freshDeployments()
beforeEach(openShop)

const alert = (fingerprint: string, labels: Record<string, unknown> = {}, more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'ErrorsHigh', system: 'payments', severity: 'error', ...labels },
  annotations: { summary: '15 % of payments fail', description: 'since the deploy' },
  startsAt: '2026-01-31T11:58:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.com/graph',
  fingerprint,
  ...more,
})
const group = (alerts: readonly object[], more: object = {}) => ({
  version: '4',
  groupKey: '{}:{alertname="ErrorsHigh"}',
  truncatedAlerts: 0,
  status: alerts.some((one) => (one as { status: string }).status === 'firing') ? 'firing' : 'resolved',
  receiver: 'fuseboard',
  groupLabels: { alertname: 'ErrorsHigh' },
  commonLabels: { alertname: 'ErrorsHigh' },
  commonAnnotations: { summary: '15 % of payments fail' },
  externalURL: 'http://alertmanager:9093',
  alerts,
  ...more,
})
const send = (body: unknown, ask = {}) => post('/api/v1/alerts/alertmanager', body, ask)
const resolved = { status: 'resolved', endsAt: '2026-01-31T12:20:00Z' }

describe('a notification of Alertmanager', () => {
  it('opens one incident, however often it comes, with each alert in its timeline once', async () => {
    const token = await tokenWith(['incident'])
    const body = group([alert('a1'), alert('b2', { instance: 'pay-2' })])
    expect(await send(body, { token })).toMatchObject({ status: 201, body: { incident: 'i1', opened: true, added: 2 } })
    await evict()
    expect(await send(body, { token })).toMatchObject({
      status: 200,
      body: { incident: 'i1', opened: false, added: 0 },
    })
    expect(await incident()).toMatchObject({
      title: '15 % of payments fail',
      severity: 3,
      phase: 'detect',
      systems: ['payments'],
      source: 'alertmanager',
      startedAt: '2026-01-31T11:58:00.000Z',
    })
    expect(await kinds()).toEqual(['opened', 'alert', 'alert'])
    expect((await timeline())[1]).toMatchObject({
      text: 'Fires: 15 % of payments fail\nsince the deploy',
      detail: { fingerprint: 'a1', labels: { system: 'payments' }, url: 'https://prometheus.example.com/graph' },
    })
    expect((await get('/api/v1/kills')).body.items).toEqual([])
  })

  it('that is resolved is noted once, and closes nothing; firing again is news', async () => {
    await send(group([alert('a1')]))
    for (let i = 0; i < 2; i++) await send(group([alert('a1', {}, resolved)]))
    expect(await kinds()).toEqual(['opened', 'alert', 'alert-resolved'])
    expect((await incident()).phase).toBe('detect')
    expect((await send(group([alert('a1')]))).body).toEqual({ incident: 'i1', opened: false, added: 1 })
    expect((await get('/api/v1/incidents')).body.items).toHaveLength(1)
  })

  it('of which nothing fires, and nothing is open, opens nothing', async () => {
    expect(await send(group([alert('a1', {}, resolved)]))).toMatchObject({
      status: 200,
      body: { opened: false, added: 0 },
    })
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
  })

  it('raises severity and adds systems, and lowers neither', async () => {
    await send(group([alert('a1', { severity: 'warning' })]))
    await send(group([alert('a1', { severity: 'warning' }), alert('c3', { severity: 'critical', system: 'checkout' })]))
    expect(await incident()).toMatchObject({ severity: 2, systems: ['checkout', 'payments'] })
    expect((await incident()).nextPageAt).toBeDefined()
    await send(group([alert('a1', { severity: 'warning' })]))
    expect(await incident()).toMatchObject({ severity: 2, systems: ['checkout', 'payments'] })
  })

  it('of another group is another incident, and so is one after the end of the first', async () => {
    await send(group([alert('a1')]))
    expect((await send(group([alert('a1')], { groupKey: 'other' }))).body.incident).toBe('i2')
    await act('contain', { how: 'other', reason: 'r' })
    for (const step of ['advance', 'advance']) await act(step)
    await act('fix', { how: 'revert', reason: 'r' })
    await act('advance')
    await passCriteria('i1')
    expect((await act('close')).body.phase).toBe('closed')
    expect((await send(group([alert('a1')]))).body).toEqual({ incident: 'i3', opened: true, added: 1 })
  })

  it('may name systems that nobody knows, and say more than is known here', async () => {
    const strange = alert('a1', { system: 'nowhere', service: 7, __proto__: 'x' }, { annotations: undefined, more: 1 })
    const told = await send(group([strange], { commonAnnotations: { summary: '\u0007' }, later: {} }))
    expect(told.status).toBe(201)
    expect(await incident()).toMatchObject({ title: 'ErrorsHigh', systems: [] })
    const service = alert('b2', { system: undefined, service: 'checkout', fuseboard_severity: '1' })
    await send(group([service], { groupKey: 'g2' }))
    expect(await incident('i2')).toMatchObject({ systems: ['checkout'], severity: 1 })
  })

  it('that is none is refused by pointer', async () => {
    const pointers = async (body: unknown) =>
      (await send(body)).body.errors?.map(({ pointer }: { pointer: string }) => pointer)
    expect(await pointers([])).toEqual([''])
    expect(await pointers({})).toEqual(['/version', '/groupKey', '/status', '/alerts'])
    expect(await pointers(group([], { version: '3' }))).toEqual(['/version', '/alerts'])
    expect(await pointers(group([{ status: 'on' }, 7 as never]))).toEqual([
      '/alerts/0/status',
      '/alerts/0/labels',
      '/alerts/0/fingerprint',
      '/alerts/1',
    ])
    expect(problem(await send('nothing'))).toBe('400 malformed-json')
    expect(problem(await send(`"${'n'.repeat(1_100_000)}"`))).toBe('413 too-large')
    expect(problem(await send(group([alert('a1')]), { token: await tokenWith(['write']) }))).toBe('403 missing-scope')
    expect(problem(await send('nothing', { token: null }))).toBe('401 unauthenticated')
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
  })
})
