import { beforeEach, describe, expect, it } from 'vitest'
import { createIsolateFixture } from '../isolate-fixture.ts'
import { shop } from '../shop-document.ts'
import { createDrillFixture, type DrillFixture, drill } from './drill-fixture.ts'

let at: DrillFixture

beforeEach(async () => {
  at = await createDrillFixture()
})

const asked = (key: string) => drill(at.edge, key, at.server.token)

describe('POST /v1/drill/{key}', () => {
  it('answers the declared off value, with the revision, and a pass', async () => {
    const { status, body } = await asked('provider')
    expect(status).toBe(200)
    expect(body).toEqual({
      key: 'provider',
      revision: expect.stringMatching(/^[0-9a-f]{64}$/),
      tier: 'kv',
      reason: 'DISABLED',
      variant: 'standby',
      value: 'adyen',
      off: 'value',
      pass: expect.stringMatching(/^backend\.\d+\.[0-9a-f]{64}\.provider$/),
    })
  })

  it.each(['banner', 'checkout', 'dormant', 'failing', 'broken', 'vital', 'abroad', 'größe/50% 😀', 'constructor'])(
    'answers false for %s, as a kill does',
    async (key) => {
      expect((await asked(key)).body).toMatchObject({ key, reason: 'DISABLED', value: false, off: 'value' })
    },
  )

  it('says so where no off value is declared', async () => {
    const { body } = await asked('limits')
    expect(body).toMatchObject({ reason: 'DISABLED', off: 'none' })
    expect(body).not.toHaveProperty('value')
    expect(body).not.toHaveProperty('variant')
  })

  it.each(['nobody', '__proto__', 'toString'])('knows no flag %s', async (key) => {
    const { status, body } = await asked(key)
    expect(status).toBe(404)
    expect(body).toMatchObject({ key, errorCode: 'FLAG_NOT_FOUND' })
    expect(body).not.toHaveProperty('pass')
  })

  it('wants a server key', async () => {
    expect((await drill(at.edge, 'banner')).status).toBe(401)
    expect((await drill(at.edge, 'banner', 'fb_backend_wrongwrongwrongwrong')).status).toBe(401)
    const asClient = await drill(at.edge, 'banner', at.client.token)
    expect(asClient).toEqual({ status: 403, body: { errorDetails: 'a drill needs a server evaluation key' } })
  })

  it('leaves the flag as it is, and counts no evaluation', async () => {
    await asked('banner')
    const { evaluations, answers } = at.edge.isolate.counters
    expect([...Object.values(evaluations), ...Object.values(answers)].every((count) => count === 0)).toBe(true)
    const gate = await at.edge.ask('/v1/gate/banner', { headers: { 'x-api-key': at.server.token } })
    expect(gate.status).toBe(204)
  })

  it('signs nothing while no snapshot can be read', async () => {
    at.edge.store.entries.clear()
    const { status, body } = await asked('banner')
    expect(status).toBe(503)
    expect(body).not.toHaveProperty('pass')
  })

  it('is open where the evaluator wants no keys', async () => {
    const open = createIsolateFixture()
    await open.store.publish(shop)
    const { status, body } = await drill(open, 'banner')
    expect(status).toBe(200)
    expect(body.pass).toMatch(/^\.\d+\.[0-9a-f]{64}\.banner$/)
  })
})
