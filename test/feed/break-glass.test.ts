import { expect, it } from 'vitest'
import { bothOn, createLeasedFixture } from './leased-fixture.ts'

it('a break-glass order also cuts the answer to a change event, which takes a view of its own', async () => {
  const fixture = await createLeasedFixture({ auth: 'off', glass: { KILL_HEADER: 'on' } })
  await fixture.publish(bothOn, { seq: 7 })
  await fixture.ask('strict')
  const event = encodeURIComponent('"1.7.aaaaaaaaaaaa"')
  const headers = { 'fuseboard-kill': 'strict' }
  const path = `/ofrep/v1/evaluate/flags?flagConfigEtag=${event}`
  const answer = await fixture.clock.settle(fixture.fetch(path, { method: 'POST', headers }))
  const { flags } = (await answer.json()) as { flags: { key: string; value: unknown }[] }
  expect(flags).toMatchObject([
    { key: 'strict', value: false },
    { key: 'standard', value: true },
  ])
})
