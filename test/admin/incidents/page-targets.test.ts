import { beforeEach, describe, expect, it } from 'vitest'
import { freshDeployments } from '../deployment.ts'
import { channels, close, open, outbox, outboxOf, responders, tell, timeline } from './telling-fixture.ts'

freshDeployments()

const people = () => responders({ id: 'ann', name: 'Ann Example', rank: 1 }, { id: 'bob', name: 'Bob', rank: 2 })
const pagers = () =>
  channels({ id: 'pager', type: 'pagerduty', pagingRank: 1 }, { id: 'sms', type: 'twilio', pagingRank: 2 })

const pages = async () => (await outbox()).filter(({ purpose }) => purpose === 'page')
const whom = async () => (await pages()).map(({ channel, message }) => `${message.to?.id} ${channel}`)
const said = async (kind: string) => (await timeline()).filter((entry) => entry.kind === kind)

describe('paging', () => {
  beforeEach(async () => {
    await people()
    await pagers()
  })

  it('pages the first responder through the first channel, in the transaction that opens a SEV1', async () => {
    await open(1)
    expect(await whom()).toEqual(['ann pager'])
    const [{ message, status }] = (await pages()) as [Awaited<ReturnType<typeof pages>>[number]]
    expect(status).toBe('pending')
    expect(message).toMatchObject({ kind: 'page', audience: 'responders', title: 'SEV1 i1: Cards are refused' })
    expect((await said('page')).map(({ text }) => text)).toEqual(['Paged Ann Example through pager'])
  })

  it('pages the same person again, then the next one through the next channel', async () => {
    await open(2)
    for (const count of [1, 2, 3]) await tell({ kind: 'unanswered', pages: count })
    expect(await whom()).toEqual(['ann pager', 'ann pager', 'bob sms', 'ann pager'])
  })

  it('calls a commander who is named already before everybody else when it relapses', async () => {
    await open(1)
    await tell({ kind: 'relapsed', why: 'again' }, { commander: 'bob', phase: 'contain' })
    expect((await whom()).at(-1)).toBe('bob pager')
  })

  it('pages nobody for SEV3 and SEV4', async () => {
    await open(3)
    await tell({ kind: 'severity', from: 3, why: 'less' }, { severity: 4 })
    expect(await pages()).toEqual([])
  })

  it('acknowledges where it paged once somebody commands, and resolves there at the end', async () => {
    await open(1)
    await tell({ kind: 'commanded' }, { commander: 'ann' })
    await close()
    const ended = (await outbox()).filter(({ message }) => /acknowledged|resolved/.test(message.kind))
    expect(ended.map(({ channel, message, purpose }) => [channel, message.kind, purpose])).toEqual([
      ['pager', 'acknowledged', 'update'],
      ['pager', 'resolved', 'update'],
    ])
  })

  it('acknowledges what nobody has to come for any more', async () => {
    await open(1)
    await tell({ kind: 'severity', from: 1, why: 'one customer' }, { severity: 3 })
    expect((await outboxOf('pager')).map(({ message }) => message.kind)).toEqual(['page', 'acknowledged'])
  })

  it('does not say the same twice through a channel that pages and informs', async () => {
    await channels({ id: 'both', type: 'slack-webhook', audiences: ['responders'], pagingRank: 0 })
    await open(1)
    expect((await outboxOf('both')).map(({ message }) => message.kind)).toEqual(['page'])
    await tell({ kind: 'contained', how: 'killed' }, { phase: 'contain' })
    expect((await outboxOf('both')).map(({ message }) => message.kind)).toEqual(['page', 'update'])
  })

  it('passes over a channel that is out of use', async () => {
    await channels({ id: 'pager', type: 'pagerduty', pagingRank: 1, disabled: 'gone' })
    await open(1)
    expect(await whom()).toEqual(['ann sms'])
  })
})

describe('paging that cannot be done', () => {
  it('is said once on the incident where no channel pages', async () => {
    await people()
    await open(1)
    await tell({ kind: 'unanswered', pages: 1 })
    expect((await said('delivery')).map(({ text }) => text)).toEqual([
      'Nobody was paged: no channel has a place among those that page. Call somebody by other means now, and give a ' +
        'channel a pagingRank: PUT /api/v1/channels/{id}',
    ])
  })

  it('is said where nobody is on call, and whoever answers the channel is paged', async () => {
    await pagers()
    await open(1)
    await tell({ kind: 'unanswered', pages: 1 })
    expect(await whom()).toEqual(['undefined pager', 'undefined pager'])
    expect(await said('delivery')).toHaveLength(1)
    expect((await said('page'))[0]!.text).toBe('Paged whoever answers through pager')
  })
})

describe('a room of its own', () => {
  const room = { id: 'slack', type: 'slack' as const, audiences: ['responders'] as const, settings: { rooms: true } }
  const rooms = async () =>
    (await outboxOf('slack')).map(({ message }) =>
      [message.kind, message.room, message.to?.id].filter(Boolean).join(' '),
    )

  it('is opened before anything else of a SEV1, and its commander brought in', async () => {
    await responders({ id: 'ann', name: 'Ann', slack: 'U1' })
    await channels(room)
    await open(1, { title: 'Cards: refused!' })
    expect(await rooms()).toEqual(['room open', 'update'])
    expect((await outboxOf('slack'))[0]!.message.title).toMatch(/^inc-i1-cards-refused-[0-9a-f]{6}$/)
    await tell({ kind: 'commanded' }, { commander: 'ann' })
    expect((await rooms()).slice(2)).toEqual(['room invite ann', 'update'])
  })

  it('is opened when a small incident grows, and once only', async () => {
    await channels(room)
    await open(3)
    expect(await rooms()).toEqual(['update'])
    await tell({ kind: 'severity', from: 3, why: 'more' }, { severity: 1 })
    await tell({ kind: 'severity', from: 1, why: 'less' }, { severity: 2 })
    expect(await rooms()).toEqual(['update', 'room open', 'update', 'update'])
  })

  it('is not opened where the channel is not set up for it', async () => {
    await channels({ ...room, settings: {} })
    await open(1)
    expect(await rooms()).toEqual(['update'])
  })
})
