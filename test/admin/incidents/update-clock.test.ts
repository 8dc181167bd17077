import { beforeEach, describe, expect, it } from 'vitest'
import { freshDeployments, moveClock, post } from '../deployment.ts'
import { alarm } from '../rollouts/rollout-fixture.ts'
import { channels, close, incident, minuteMs, open, outboxOf, tell, timeline } from './telling-fixture.ts'

freshDeployments()

const nothingNew = async (channel: string) =>
  (await outboxOf(channel)).filter(({ message }) => /nothing new/i.test(message.text))

async function pass(minutes: number): Promise<void> {
  await moveClock(minutes * minuteMs)
  await alarm()
}

beforeEach(() =>
  channels(
    { id: 'room', type: 'slack-webhook', audiences: ['responders'] },
    { id: 'board', type: 'resend', audiences: ['leadership'] },
  ),
)

describe('the clock of updates', () => {
  it('tells everybody after a quarter of an hour that there is nothing new', async () => {
    await open(1)
    await pass(14)
    expect(await nothingNew('status-page')).toEqual([])
    await pass(1)
    for (const channel of ['room', 'board', 'status-page']) expect(await nothingNew(channel), channel).toHaveLength(1)
    const entries = (await timeline()).filter(({ kind }) => kind === 'update')
    expect(entries).toMatchObject([{ actor: 'clock', detail: { automatic: true } }])
  })

  it('tells it once for each quarter of an hour, however often the alarm rings', async () => {
    await open(2)
    await pass(15)
    await alarm()
    await alarm()
    expect(await nothingNew('board')).toHaveLength(1)
    await pass(15)
    expect(await nothingNew('board')).toHaveLength(2)
  })

  it('owes one update after three hours of downtime, and goes on from there', async () => {
    await open(1)
    await pass(180)
    await alarm()
    expect(await nothingNew('board')).toHaveLength(1)
    await pass(14)
    expect(await nothingNew('board')).toHaveLength(1)
    await pass(1)
    expect(await nothingNew('board')).toHaveLength(2)
  })

  it('starts again with every update that a person writes', async () => {
    await open(1)
    await pass(10)
    const written = await post('/api/v1/incidents/i1/update', { text: 'We are restarting it.' })
    expect(written.status).toBe(201)
    await pass(14)
    expect(await nothingNew('board')).toEqual([])
    await pass(1)
    expect(await nothingNew('board')).toHaveLength(1)
  })

  it('keeps its promise to customers although responders were told something', async () => {
    await open(1)
    await pass(10)
    await post('/api/v1/incidents/i1/update', { text: 'See the graph.', audiences: ['responders'] })
    await pass(5)
    expect(await nothingNew('status-page')).toHaveLength(1)
  })

  it('promises the next time in every text', async () => {
    const { openedAt } = await open(1)
    const [first] = await outboxOf('status-page')
    const due = new Date(openedAt + 15 * minuteMs).toISOString().slice(0, 16).replace('T', ' ')
    expect(first!.message.text).toContain(`We will tell you more by ${due} UTC.`)
  })

  it('ends with the incident', async () => {
    await open(1)
    expect((await close()).updateDueAt).toBeNull()
    await pass(60)
    expect(await nothingNew('board')).toEqual([])
  })

  it('is set for SEV1 and SEV2 alone, and follows the severity', async () => {
    expect((await open(3)).updateDueAt).toBeNull()
    const raised = await tell({ kind: 'severity', from: 3, why: 'more are concerned' }, { severity: 2 })
    expect(raised.updateDueAt).not.toBeNull()
    const lowered = await tell({ kind: 'severity', from: 2, why: 'it was one customer' }, { severity: 4 })
    expect(lowered.updateDueAt).toBeNull()
  })

  it('is not held up by a clock that was set back', async () => {
    await open(1)
    await moveClock(-48 * 60 * minuteMs)
    await alarm()
    expect(await nothingNew('board')).toHaveLength(1)
    const { updateDueAt, openedAt } = await incident()
    expect(updateDueAt).toBeLessThan(openedAt)
  })
})
