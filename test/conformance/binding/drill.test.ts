// Drill passes through the binding of a second worker, and through `gate` in it. The binding asks for no key, so the
// signature alone can be what counts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256Hex } from '../../../protocol/checksum.ts'
import { makePass } from '../../../worker/drill/pass.ts'
import { sdkDocument } from '../sdk-document.ts'
import { startTwoWorkers, type TwoWorkers } from './two-workers.ts'

let workers: TwoWorkers
let server: { id: string; secret: string }
let client: { id: string; secret: string }

beforeAll(async () => {
  server = { id: 'backend', secret: await sha256Hex('fb_backend_a1B2c3D4e5F6g7H8') }
  client = { id: 'web', secret: await sha256Hex('fb_web_a1B2c3D4e5F6g7H8') }
  workers = await startTwoWorkers()
  const keys = [
    { id: server.id, kind: 'server', hash: server.secret },
    { id: client.id, kind: 'client', hash: client.secret },
  ] as const
  await workers.publish(sdkDocument, [], keys)
})
afterAll(() => workers?.stop())

const pass = (key: string, signer = server) => makePass(key, signer, Date.now())
const isOn = async ($drill?: unknown) => (await workers.call('isEnabled', 'banner', { context: { $drill } })).value

describe('a drill pass through the binding', () => {
  it('switches its flag off for the call that carries it', async () => {
    expect(await isOn(await pass('banner'))).toBe(false)
    expect(await isOn()).toBe(true)
    const details = await workers.call('getStringDetails', 'provider', {
      otherwise: 'mine',
      context: { $drill: await pass('provider') },
    })
    expect(details.value).toMatchObject({ reason: 'DISABLED', flagMetadata: { 'fuseboard.killed': true } })
  })

  it('changes nothing when it is for another flag, signed by a client key, or made up', async () => {
    expect(await isOn(await pass('provider'))).toBe(true)
    expect(await isOn(await pass('banner', client))).toBe(true)
    expect(await isOn(await pass('banner', { id: '', secret: 'open' }))).toBe(true)
    expect(await isOn('off')).toBe(true)
  })

  it('closes the gate by the header of the request, and by nothing less', async () => {
    const visit = async (headers: Record<string, string>) =>
      (await workers.fetch('/checkout', { 'x-plan': 'gold', ...headers })).status
    expect(await visit({})).toBe(200)
    expect(await visit({ 'fuseboard-drill': await pass('checkout') })).toBe(404)
    expect(await visit({ 'fuseboard-drill': await pass('banner') })).toBe(200)
    expect(await visit({ 'fuseboard-drill': 'off' })).toBe(200)
  })
})
