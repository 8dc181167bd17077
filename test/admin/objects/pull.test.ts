import { describe, expect, it } from 'vitest'
import { Heartbeat } from '../../../admin/objects/root/heartbeat.ts'
import type { GatheredSighting } from '../../../protocol/relay.ts'
import { freshDeployments, get, inRoot, killFlag, moveClock, putDocument } from '../deployment.ts'

/** Beats that end when they are told to. */
function manualBeats() {
  const begun: { end(): void; fail(): void }[] = []
  const heartbeat = new Heartbeat(
    () => new Promise<void>((end, fail) => begun.push({ end, fail: () => fail(new Error('fenced off')) })),
  )
  return { begun, heartbeat }
}

const turns = () => new Promise<void>((done) => setTimeout(done, 0))

describe('the heartbeat', () => {
  it('begins with the call', () => {
    const { begun, heartbeat } = manualBeats()
    heartbeat.proof()
    expect(begun).toHaveLength(1)
  })

  it('that began before a call proves nothing to it', async () => {
    const { begun, heartbeat } = manualBeats()
    heartbeat.proof()
    let proven = false
    heartbeat.proof().then(() => {
      proven = true
    })
    begun[0]!.end()
    await turns()
    expect(begun).toHaveLength(2)
    expect(proven).toBe(false)
    begun[1]!.end()
    await turns()
    expect(proven).toBe(true)
  })

  it('serves all who wait with one write', async () => {
    const { begun, heartbeat } = manualBeats()
    const first = heartbeat.proof()
    const others = Array.from({ length: 50 }, () => heartbeat.proof())
    begun[0]!.end()
    await first
    await turns()
    expect(begun).toHaveLength(2)
    begun[1]!.end()
    await Promise.all(others)
  })

  it('that fails proves nothing, and the next one may', async () => {
    const { begun, heartbeat } = manualBeats()
    const first = heartbeat.proof()
    const second = heartbeat.proof()
    begun[0]!.fail()
    await expect(first).rejects.toThrow('fenced off')
    await turns()
    begun[1]!.end()
    await second
    heartbeat.proof()
    expect(begun).toHaveLength(3)
  })
})

describe('a pull', () => {
  freshDeployments()

  const pull = (sightings: GatheredSighting[] = [], colos: string[] = []) =>
    inRoot((root) => root.pull({ relay: 'wnam', sightings, colos }))
  const beats = () => inRoot(async (root) => (await root.health()).counters.beats)

  it('gets the committed feed', async () => {
    const { revision } = (await putDocument({ flags: { a: { enabled: true } } })).body
    await killFlag('a')
    expect(await pull()).toEqual({
      format: 1,
      epoch: 1,
      seq: 2,
      revision,
      kills: [{ seq: 2, target: { flag: 'a' } }],
      lowered: {},
    })
  })

  it('costs a write, however many come at once at most two', async () => {
    await putDocument({ flags: { a: { enabled: true } } })
    const before = await beats()
    await pull()
    expect(await beats()).toBe(before + 1)
    await inRoot((root) =>
      Promise.all(Array.from({ length: 30 }, () => root.pull({ relay: 'wnam', sightings: [], colos: [] }))),
    )
    expect(await beats()).toBe(before + 3)
  })

  it('gets the parts of a snapshot', async () => {
    const { revision } = (await putDocument({ flags: { a: { enabled: true } } })).body
    const part = await inRoot((root) => root.snapshotPart(revision, 0))
    expect(part).toMatchObject({ count: 1 })
    expect(JSON.parse(part!.text)).toMatchObject({ format: 1, document: { flags: { a: {} } } })
    expect(await inRoot((root) => root.snapshotPart(revision, 1))).toBeNull()
    expect(await inRoot((root) => root.snapshotPart('f'.repeat(64), 0))).toBeNull()
  })

  it('brings receipts, and tells whom they are expected from', async () => {
    await pull([], ['FRA', 'SIN', 'GRU'])
    const { seq } = (await killFlag('a')).body
    await moveClock(800)
    const sighting = { epoch: 1, seq, count: 1, firstAgoMs: 0, lastAgoMs: 0 }
    await pull([
      { ...sighting, colo: 'FRA', count: 3, firstAgoMs: 500, lastAgoMs: 100 },
      { ...sighting, colo: 'SIN', firstAgoMs: 200, lastAgoMs: 200 },
    ])
    const { body } = await get(`/api/v1/kills/${seq}/receipts`)
    expect(body.unconfirmed).toEqual(['GRU'])
    expect(body.confirmed).toMatchObject([
      { colo: 'FRA', isolates: 3 },
      { colo: 'SIN', isolates: 1 },
    ])
    const [fra] = body.confirmed
    expect(fra.lastMs - fra.firstMs).toBe(400)
    expect(body.worstMs).toBe(fra.lastMs)
    expect(body.p50Ms).toBeGreaterThanOrEqual(fra.firstMs)
  })

  it('confirms older seqs with a newer one', async () => {
    await pull([], ['FRA'])
    const first = (await killFlag('a')).body.seq
    const second = (await killFlag('b')).body.seq
    await pull([{ colo: 'FRA', epoch: 1, seq: second, count: 2, firstAgoMs: 0, lastAgoMs: 0 }])
    expect((await get(`/api/v1/kills/${first}/receipts`)).body).toMatchObject({
      confirmed: [{ colo: 'FRA', isolates: 2 }],
      unconfirmed: [],
    })
  })

  it('leaves out isolates that began long after the kill, and what makes no sense', async () => {
    const { seq } = (await killFlag('a')).body
    await moveClock(61_000)
    const sighting = { colo: 'FRA', epoch: 1, seq, count: 1, firstAgoMs: 0, lastAgoMs: 0 }
    await pull([sighting, { ...sighting, seq: 99 }, { ...sighting, epoch: 7 }, { ...sighting, count: 0 }])
    expect((await get(`/api/v1/kills/${seq}/receipts`)).body.confirmed).toEqual([])
  })
})
