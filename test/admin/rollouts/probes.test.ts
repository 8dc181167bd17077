import { describe, expect, it } from 'vitest'
import { evict, freshDeployments, inRoot, problem } from '../deployment.ts'
import {
  alarm,
  deploy,
  type FakeTelemetry,
  nowMs,
  pass,
  percentOf,
  rollout,
  start,
  surround,
} from './rollout-fixture.ts'

freshDeployments()

const url = 'https://shop.example.com/pay/health'
const probes = [{ name: 'pay', url }]

/** What the endpoint answers; every call is noted. */
async function endpoint(answer: () => Promise<Response> | Response): Promise<string[]> {
  const asked: string[] = []
  await inRoot((root) => {
    root.surroundings.fetch = async (address) => {
      asked.push(address)
      return answer()
    }
  })
  return asked
}

/** Ticks, each followed by what runs beside it. */
async function wait(seconds: number, telemetry: FakeTelemetry): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    await pass(10, telemetry)
    await inRoot(() => scheduler.wait(5))
  }
}

describe('a probe', () => {
  it('is asked every half minute while the rollout runs, and counts for its system', async () => {
    const telemetry = await deploy()
    const asked = await endpoint(() => new Response('ok'))
    await start({ probes })
    await wait(50, telemetry)
    expect(asked.length).toBeGreaterThanOrEqual(1)
    expect(asked.length).toBeLessThanOrEqual(3)
    expect(telemetry.taken[0]).toMatchObject({ system: 'a', counts: [{ flag: null, units: 1, failing: 0 }] })
    expect((await rollout()).probes).toMatchObject([{ name: 'pay', url, expectStatus: 200, failuresInARow: 0 }])
  })

  it('that fails three times in a row fails the stage', async () => {
    const telemetry = await deploy()
    await endpoint(() => new Response('ok'))
    await start({ probes })
    await wait(90, telemetry)
    const { stage } = await rollout()
    expect(stage).toBeGreaterThan(0)
    await endpoint(() => new Response('broken', { status: 500 }))
    await wait(100, telemetry)
    const { events } = await rollout()
    const moves = events.map(({ kind, why }: { kind: string; why: string }) => `${kind}: ${why}`)
    expect(moves.some((told: string) => /^reverted: probe pay failed 3 times in a row/.test(told))).toBe(true)
    // It goes on failing, and in the first stage that ends the rollout.
    await wait(100, telemetry)
    expect((await rollout()).status).toBe('killed')
    expect(await percentOf()).toBe(0)
  }, 30_000)

  it('that hangs delays no tick', async () => {
    const telemetry = await deploy()
    await endpoint(() => new Promise<Response>(() => {}))
    await start({ probes })
    const asked = telemetry.asked.length
    await pass(30, telemetry)
    expect(telemetry.asked.length).toBeGreaterThanOrEqual(asked + 3)
  })

  it('goes on after the root has ended', async () => {
    const telemetry = await deploy()
    await endpoint(() => new Response('no', { status: 500 }))
    await start({ probes })
    await wait(20, telemetry)
    const atMs = await nowMs()
    await evict()
    await surround(telemetry, { atMs })
    const asked = await endpoint(() => new Response('no', { status: 500 }))
    await alarm()
    await wait(60, telemetry)
    expect(asked.length).toBeGreaterThanOrEqual(1)
  })

  it.each([
    ['a private address', { name: 'a', url: 'http://10.0.0.1/' }, '/probes/0/url'],
    ['no address', { name: 'a' }, '/probes/0/url'],
    ['an unknown member', { name: 'a', url, body: 'x' }, '/probes/0/body'],
  ])('with %s is refused at its place', async (_, probe, pointer) => {
    await deploy()
    const told = await start({ probes: [probe] })
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer)
  })
})
