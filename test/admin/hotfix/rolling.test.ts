import { beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import { findRollout, saveRollout } from '../../../admin/objects/root/stores/rollout-rows.ts'
import { hotfixPolicy } from '../../../domain/rollout/policy.ts'
import { freshDeployments, inRoot, killFlag, moveClock, problem, ring } from '../deployment.ts'
import { alarm, deploy, kills, offFlag, rollout, steer } from '../rollouts/rollout-fixture.ts'
import {
  changeIncident,
  contain,
  hotfix,
  implement,
  makeReady,
  openAnIncident,
  type People,
  people,
  putSystem,
  step,
  suite,
  timeline,
} from './hotfix-fixture.ts'

freshDeployments()

let who: People
let incident: string

beforeEach(async () => {
  await deploy({ a: offFlag(), b: offFlag() })
  await putSystem('checkout', ['services/checkout/**'])
  incident = await openAnIncident()
  await changeIncident(incident, { phase: 'fix' })
  who = await people()
})

const roll = (id: string, token = who.ann) => step(id, 'roll', token, { variant: 'on' })
const newest = async () => (await timeline(incident)).at(-1)?.text

/** Ends the rollout, and lets the root see it. */
async function end(id: string): Promise<void> {
  await steer(id, 'kill')
  await alarm()
}

/** As the last stage's criteria would end it; how they come to that has tests of its own. */
async function complete(id: string): Promise<void> {
  await inRoot((root, { storage }) => {
    const db = openDatabase(storage)
    const { state } = findRollout(db, id)!
    saveRollout(db, id, { state: { ...state, status: 'completed' }, endedAt: root.surroundings.now() })
  })
  await alarm()
}

describe('rolling a hotfix', () => {
  it('starts a rollout of its flag under the hotfix policy, and lifts the flag’s own kill', async () => {
    const id = await makeReady(incident, who)
    await killFlag('a')
    const told = await roll(id)
    expect(told.body).toMatchObject({ status: 'rolling', rollout: 'r1', missing: [expect.stringContaining('r1')] })
    expect(await rollout('r1')).toMatchObject({
      flag: 'a',
      status: 'running',
      policy: { name: 'hotfix' },
      stages: hotfixPolicy.stages.map(({ name }) => expect.objectContaining({ name })),
      reason: `hotfix ${id} of ${incident}: take it once`,
    })
    expect(await kills()).toEqual([])
    expect(await newest()).toBe(`hotfix ${id}: rolling a out as r1`)
  })

  it('is one at a time in an incident', async () => {
    const first = await makeReady(incident, who)
    const second = await makeReady(incident, who, 'b')
    await roll(first)
    const told = await roll(second)
    expect(problem(told)).toBe('409 transition-refused')
    expect(told.body.missing).toEqual([`the end of ${first}, which is rolling: one at a time in an incident`])
    const elsewhere = await openAnIncident(2)
    expect((await roll(await makeReady(elsewhere, who, 'b'))).status).toBe(200)
  })

  it('cannot be abandoned, implemented or approved meanwhile', async () => {
    const id = await makeReady(incident, who)
    await roll(id)
    for (const told of [
      await step(id, 'abandon', who.ann, { reason: 'r' }),
      await implement(id, who.ann),
      await suite(id, who.ann),
      await step(id, 'approve', who.bob),
      await roll(id),
    ]) {
      expect(told.body.missing).toEqual(['the end of its rollout r1: it completes, or somebody kills it'])
    }
  })

  it('is refused like any rollout, and the hotfix stays where it is', async () => {
    const id = await makeReady(incident, who)
    expect(problem(await step(id, 'roll', who.ann, { variant: 'blue' }))).toBe('409 rollout-refused')
    expect(await hotfix(id)).toMatchObject({ status: 'suite-passed' })
    expect((await hotfix(id)).rollout).toBeUndefined()
  })

  it('needs a severity of 1 or 2 still', async () => {
    const id = await makeReady(incident, who)
    await changeIncident(incident, { severity: 3 })
    expect((await roll(id)).body.missing).toEqual([expect.stringContaining('the incident is SEV3')])
  })
})

describe('a rollout that fails', () => {
  it('takes its hotfix back to implemented, with the reason, the suite and the approval to be had again', async () => {
    const id = await makeReady(incident, who)
    await roll(id)
    await end('r1')
    const told = await hotfix(id)
    expect(told).toMatchObject({ status: 'implemented', failure: { rollout: 'r1', why: 'killed by a person: test' } })
    expect([told.suite, told.approver]).toEqual([undefined, undefined])
    expect(await newest()).toBe(`hotfix ${id}: its rollout r1 failed: killed by a person: test`)
  })

  it('blocks every hotfix of the incident until it was contained again', async () => {
    const first = await makeReady(incident, who)
    const second = await makeReady(incident, who, 'b')
    await contain(incident)
    await moveClock(60_000)
    await roll(first)
    await end('r1')
    const refused = await roll(second)
    expect(refused.body.missing).toEqual([
      expect.stringMatching(new RegExp(`^containment: the rollout of ${first} failed`)),
    ])
    await moveClock(1_000)
    await contain(incident)
    expect((await roll(second)).body).toMatchObject({ status: 'rolling', rollout: 'r2' })
  })

  it.each([
    ['it is in contain', { phase: 'contain' as const }],
    ['it relapsed, and was contained then', { relapses: 1 }],
  ])('blocks no longer when %s', async (_, change) => {
    const first = await makeReady(incident, who)
    await roll(first)
    await end('r1')
    await suite(first, who.ann)
    await step(first, 'approve', who.bob)
    expect((await roll(first)).status).toBe(409)
    await changeIncident(incident, change)
    expect((await roll(first)).status).toBe(200)
  })

  it('wakes the root by itself', async () => {
    const id = await makeReady(incident, who)
    await roll(id)
    await steer('r1', 'kill')
    await ring()
    expect((await hotfix(id)).status).toBe('implemented')
  })
})

describe('a rollout that completes', () => {
  it('verifies its hotfix, which is done once the incident is closed', async () => {
    const id = await makeReady(incident, who)
    const unrolled = await makeReady(incident, who, 'b')
    await roll(id)
    await complete('r1')
    expect(await hotfix(id)).toMatchObject({
      status: 'verified',
      missing: [expect.stringContaining('once that is closed')],
    })
    expect(await newest()).toBe(`hotfix ${id}: its rollout r1 completed: every stage passed`)
    await changeIncident(incident, { phase: 'closed' })
    await alarm()
    expect(await hotfix(id)).toMatchObject({ status: 'done', endedAt: expect.any(String), missing: [] })
    expect(await hotfix(unrolled)).toMatchObject({ status: 'abandoned', why: 'its incident was closed without it' })
  })
})
