import { beforeEach, describe, expect, it } from 'vitest'
import { ask, freshDeployments, get, inRoot, problem } from '../deployment.ts'
import { act, open, openShop, timeline } from './incident-fixture.ts'

freshDeployments()

const stored = '8f7e6d5c4b3a29180716253443526170'
const pointers = (told: { body: { errors?: { pointer: string }[] } }) => told.body.errors?.map(({ pointer }) => pointer)
const settings = { accountSid: `AC${'0a1b2c3d'.repeat(4)}`, from: '+15017122661' }

beforeEach(async () => {
  await openShop()
  const body = { type: 'twilio', audiences: ['responders'], settings, secrets: { authToken: stored } }
  expect((await ask('PUT', '/api/v1/channels/sms', { body })).status).toBe(201)
})

/** Everything that the root keeps as text, but for the channel itself. */
const kept = () =>
  inRoot((_root, { storage }) => {
    const tables = ['incidents', 'incident_timeline', 'notifications', 'kills', 'audit']
    const rows = tables.flatMap((table) => storage.sql.exec(`SELECT * FROM ${table}`).toArray())
    return JSON.stringify(rows, (_, value) => (value instanceof ArrayBuffer ? null : value))
  })

describe.each([
  ['one that is stored here', stored],
  ['one that is stored here, in Base64', btoa(`user:${stored}`)],
  ['one that is known by its form', 'xoxb-2345-6789-abcdefABCDEF'],
])('a secret in a text, %s', (_, secret) => {
  const text = `it was ${secret}`

  it('opens no incident, and kills nothing', async () => {
    const told = await open({ title: text, reason: text })
    expect([problem(told), pointers(told)]).toEqual(['422 invalid-body', ['/title', '/reason']])
    expect(JSON.stringify(told.body)).not.toContain(secret)
    expect((await get('/api/v1/incidents')).body.items).toEqual([])
    expect((await get('/api/v1/kills')).body.items).toEqual([])
  })

  it('is refused in a note and in an update, whoever is told, and kept nowhere', async () => {
    await open()
    const before = (await timeline()).length
    const note = await act('note', { kind: 'log', text })
    expect([problem(note), pointers(note)]).toEqual(['422 invalid-body', ['/text']])
    const link = await act('note', { kind: 'link', text: 'the log', url: `https://logs.example.com/?key=${secret}` })
    expect([problem(link), pointers(link)]).toEqual(['422 invalid-body', ['/url']])
    for (const audiences of [undefined, ['responders'], ['leadership']]) {
      const update = await act('update', { text, ...(audiences && { audiences }) })
      expect(problem(update)).toBe('422 invalid-body')
      expect(new Set(pointers(update))).toEqual(new Set(['/text']))
      expect(JSON.stringify(update.body)).not.toContain(secret)
    }
    expect(await timeline()).toHaveLength(before)
    expect(await kept()).not.toContain(secret)
  })

  it.each([
    ['contain', { how: 'other' }],
    ['severity', { severity: 3 }],
    ['fix', { how: 'revert' }],
    ['advance', {}],
    ['close', {}],
    ['relapse', {}],
  ])('is refused as the reason of %s, and kept nowhere', async (step, more) => {
    await open()
    const told = await act(step, { ...more, reason: text })
    expect([problem(told), pointers(told)]).toEqual(['422 invalid-body', ['/reason']])
    expect(await kept()).not.toContain(secret)
  })
})
