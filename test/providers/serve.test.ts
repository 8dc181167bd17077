import { expect, it } from 'vitest'
import { serve } from './serve.ts'
import { fakeSlackWebhook } from './slack-webhook.ts'

const body = JSON.stringify({ text: 'a', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'a' } }] })
const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }

it('puts a stand-in behind a port, and ends it together with what hangs', async () => {
  const fake = fakeSlackWebhook('/services/a')
  const served = await serve(fake.handle)
  const answer = await fetch(`${served.url}/services/a`, init)
  expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  expect(fake.taken).toEqual([JSON.parse(body)])
  fake.fail({ kind: 'break' })
  await expect(fetch(`${served.url}/services/a`, init)).rejects.toThrow()
  fake.fail({ kind: 'hang' })
  const hanging = expect(fetch(`${served.url}/services/a`, init)).rejects.toThrow()
  while (fake.asked.length < 3) await new Promise((next) => setImmediate(next))
  await served.close()
  await hanging
})
