import { eq } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { notifications } from '../../../admin/objects/root/incident-schema.ts'
import { freshDeployments, get, post, problem, putDocument, tokenWith } from '../deployment.ts'
import { alarm } from '../rollouts/rollout-fixture.ts'
import { channels, close, inTables, open, outbox, outboxOf, responders, tell, timeline } from './telling-fixture.ts'

freshDeployments()

const all = () =>
  channels(
    { id: 'room', type: 'slack-webhook', audiences: ['responders'] },
    { id: 'board', type: 'resend', audiences: ['leadership'] },
    { id: 'page', type: 'statuspage', audiences: ['customers'] },
    { id: 'list', type: 'webhook', audiences: ['customers'], settings: { preApproved: true } },
  )
const update = (body: unknown, more = {}) => post('/api/v1/incidents/i1/update', body, more)
const statuses = async () => (await outbox()).map(({ channel, status }) => `${channel} ${status}`)
const forget = () => inTables((db) => db.delete(notifications).run())

beforeEach(all)

describe('who hears of an incident', () => {
  it('is everybody of a SEV2, each in words of their own', async () => {
    await open(2)
    const told = Object.fromEntries((await outbox()).map(({ channel, message }) => [channel, message.title]))
    expect(told).toEqual({
      room: 'SEV2 i1 opened: Cards are refused',
      board: 'SEV2, opened: Cards are refused',
      page: 'Some of our features are not working as they should',
      list: 'Some of our features are not working as they should',
      'status-page': 'Some of our features are not working as they should',
    })
  })

  it('is only responders of a SEV3', async () => {
    await open(3)
    await tell({ kind: 'contained', how: 'killed' }, { phase: 'contain' })
    await close()
    expect(new Set((await outbox()).map(({ channel }) => channel))).toEqual(new Set(['room']))
  })

  it('stays who heard of it while it was major, until the end', async () => {
    await open(1)
    await tell({ kind: 'severity', from: 1, why: 'one customer' }, { severity: 3 })
    await forgetAllButPublic()
    await close()
    expect((await outboxOf('page')).at(-1)?.message.status).toBe('resolved')
  })

  it('gets the link to its page only as a responder', async () => {
    await open(1)
    for (const { audience, message } of await outbox()) {
      if (audience !== 'responders') expect(JSON.stringify(message)).not.toContain('/incidents/')
    }
    const [{ message }] = (await outboxOf('room')) as [Awaited<ReturnType<typeof outboxOf>>[number]]
    expect(message.text).toMatch(/Page: \/incidents\/i1\/[0-9a-f]{32} at the address of the admin worker$/)
  })

  it('learns the names of systems outside only as a status page that has components for them', async () => {
    await open(1)
    for (const { channel, audience, message } of await outbox()) {
      if (audience === 'customers') expect(message.incident?.systems).toEqual(channel === 'page' ? ['pay-gate'] : [])
    }
  })
})

async function forgetAllButPublic(): Promise<void> {
  await inTables((db) => db.delete(notifications).where(eq(notifications.audience, 'responders')).run())
}

describe('an update that a person writes', () => {
  beforeEach(async () => {
    await putDocument({ flags: { 'new-checkout': { enabled: false } } })
    await responders({ id: 'ann', name: 'Ann Example' })
    await open(1)
    await forget()
  })

  it('goes to everybody, and to customers once it is approved', async () => {
    const told = await update({ text: 'Paying by card fails for some.' })
    expect(told.status).toBe(201)
    expect(await statuses()).toEqual([
      'room pending',
      'board pending',
      'list pending',
      'page awaiting-approval',
      'status-page awaiting-approval',
    ])
    expect(told.body.notifications.map((one: { channel: string }) => one.channel).sort()).toEqual(
      ['room', 'board', 'list', 'page', 'status-page'].sort(),
    )
    const written = (await timeline()).filter(({ kind }) => kind === 'update')
    expect(written.map(({ text, actor }) => [text, actor])).toEqual([['Paying by card fails for some.', 'boot']])
    const { items } = (await get('/api/v1/audit?action=incident.update')).body
    expect(items).toHaveLength(1)
  })

  it('tells customers the state that it names, otherwise that of the phase', async () => {
    await update({ text: 'Found it.', status: 'identified' })
    await update({ text: 'Still looking.' })
    const shown = (await outboxOf('list')).map(({ message }) => message.status)
    expect(shown).toEqual(['identified', 'investigating'])
  })

  it('is refused for customers where it names internals, and nothing of it is kept', async () => {
    const before = (await timeline()).length
    const told = await update({
      text: 'Ann Example turned new-checkout off, pay-gate is down, token fb_boot_0123456789',
    })
    expect(problem(told)).toBe('422 invalid-body')
    const details = told.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => pointer + detail)
    expect(details).toHaveLength(4)
    expect(details.join(' ')).toContain('/textfound the key of a flag: "new-checkout"')
    expect(details.join(' ')).toContain('leave customers out')
    expect(JSON.stringify(told.body)).not.toContain('0123456789')
    expect(await statuses()).toEqual([])
    expect((await timeline()).length).toBe(before)
  })

  it('may name internals where customers do not read it', async () => {
    const told = await update({ text: 'new-checkout is off', audiences: ['responders', 'leadership'] })
    expect(told.status).toBe(201)
    expect(await statuses()).toEqual(['room pending', 'board pending'])
  })

  it.each([
    [{ text: '' }, '/text'],
    [{ text: 'x'.repeat(2_001) }, '/text'],
    [{}, '/text'],
    [{ text: 'x', audiences: [] }, '/audiences'],
    [{ text: 'x', audiences: ['press'] }, '/audiences/0'],
    [{ text: 'x', audiences: ['customers', 'customers'] }, '/audiences'],
    [{ text: 'x', status: 'resolved' }, '/status'],
    [{ text: 'x', audiences: ['responders'], status: 'identified' }, '/status'],
    [{ text: 'x', force: true }, '/force'],
  ])('is refused where it is not one: %j', async (body, pointer) => {
    const told = await update(body)
    expect(problem(told)).toBe('422 invalid-body')
    expect(told.body.errors[0].pointer).toBe(pointer)
  })

  it('is refused for an incident that is unknown, or over, and without the scope', async () => {
    expect(problem(await post('/api/v1/incidents/i9/update', { text: 'x' }))).toBe('404 not-found')
    expect(problem(await post('/api/v1/incidents/__proto__/update', { text: 'x' }))).toBe('404 not-found')
    expect(problem(await update({ text: 'x' }, { token: await tokenWith(['read', 'write']) }))).toBe(
      '403 missing-scope',
    )
    await close()
    expect(problem(await update({ text: 'x' }))).toBe('409 transition-refused')
  })

  it('is written once for one idempotency key', async () => {
    const headers = { 'idempotency-key': 'u1' }
    await update({ text: 'Once.' }, { headers })
    await update({ text: 'Once.' }, { headers })
    expect(await outboxOf('room')).toHaveLength(1)
  })

  it('appears on the built-in status page when it is approved, without anything being sent', async () => {
    await update({ text: 'Paying by card fails for some.' })
    const approve = { status: 'pending' } as const
    await inTables((db) => db.update(notifications).set(approve).where(eq(notifications.channel, 'status-page')).run())
    await alarm()
    expect((await outboxOf('status-page')).map(({ status }) => status)).toEqual(['sent'])
  })
})
