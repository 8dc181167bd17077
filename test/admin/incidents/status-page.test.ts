import { createExecutionContext, env } from 'cloudflare:test'
import { exports } from 'cloudflare:workers'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../../admin/api/app.ts'
import type { Env } from '../../../admin/env.ts'
import { glance } from '../../../admin/objects/root/stores/outbox-turns.ts'
import { readStatus, type StatusCopy } from '../../../admin/status-page/status-copy.ts'
import type { StatusPage } from '../../../protocol/status-page.ts'
import { freshDeployments, get, moveClock, post } from '../deployment.ts'
import { alarm } from '../rollouts/rollout-fixture.ts'
import { close, forgetStatus, inTables, minuteMs, open, tell } from './telling-fixture.ts'

freshDeployments()
beforeEach(forgetStatus)
afterEach(forgetStatus)

const worker = (exports as unknown as { default: Fetcher }).default

async function page(path = '/status', headers: Record<string, string> = {}) {
  const response = await worker.fetch(`http://admin${path}`, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** As the root says it now. */
async function status(): Promise<StatusPage> {
  await forgetStatus()
  return JSON.parse((await page('/status.json')).text)
}

const day = 24 * 60 * minuteMs

describe('the status page', () => {
  it('says that no problem is known, to anybody', async () => {
    const { status: code, headers, text } = await page()
    expect(code).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(text).toContain('We know of no problem right now.')
    expect((await status()).state).toBe('no-known-problem')
  })

  it('shows what customers were told of an open incident, and nothing else of it', async () => {
    const { roomKey } = await open(1)
    await tell({ kind: 'moved', from: 'investigate', to: 'fix', why: 'the pool is too small' }, { phase: 'fix' })
    const { summary, open: shown } = await status()
    expect(summary).toMatch(/We know what is wrong and are working on a fix\.$/)
    expect(shown.map((one) => one.updates.map((each) => each.status))).toEqual([['identified', 'investigating']])
    await forgetStatus()
    const both = (await page()).text + (await page('/status.json')).text
    for (const inner of ['Cards are refused', 'pay-gate', 'i1', 'pool', roomKey, 'ann']) {
      expect(both.includes(inner), inner).toBe(false)
    }
  })

  it('shows nothing of incidents that customers were not told of', async () => {
    await open(3)
    expect((await status()).open).toEqual([])
  })

  it('shows what a person wrote only once it is approved', async () => {
    await open(1)
    await post('/api/v1/incidents/i1/update', { text: 'Paying by card fails for some.' })
    expect(JSON.stringify(await status())).not.toContain('Paying by card')
  })

  it('shows what was approved, which never goes the way of what is sent', async () => {
    await open(1)
    const written = await post('/api/v1/incidents/i1/update', { text: 'Paying by card fails for some.' })
    const { key } = written.body.notifications.find((one: { channel: string }) => one.channel === 'status-page')
    expect((await post(`/api/v1/notifications/${key}/approve`, {})).status).toBe(200)
    expect((await inTables((db) => glance(db))).waiting).toEqual([])
    await alarm()
    expect((await get(`/api/v1/notifications/${key}`)).body).toMatchObject({ status: 'sent', attempts: 0 })
    expect((await status()).open[0]!.updates[0]!.text).toContain('Paying by card fails for some.')
  })

  it('shows that nothing is new only while that is the newest', async () => {
    await open(1)
    for (const _ of [1, 2, 3]) await tell({ kind: 'no-change' })
    const texts = async () => (await status()).open[0]!.updates.map(({ text }) => text.split('\n')[0])
    expect((await texts()).filter((text) => text!.startsWith('We have nothing new'))).toHaveLength(1)
    await tell({ kind: 'contained', how: 'killed' }, { phase: 'contain' })
    expect((await texts()).filter((text) => text!.startsWith('We have nothing new'))).toEqual([])
  })

  it('shows what is over for 14 days', async () => {
    await open(1)
    await close()
    const { state, resolved } = await status()
    expect(state).toBe('no-known-problem')
    expect(resolved.map((one) => [one.status, one.updates[0]!.status])).toEqual([['resolved', 'resolved']])
    await moveClock(14 * day - minuteMs)
    expect((await status()).resolved).toHaveLength(1)
    await moveClock(2 * minuteMs)
    expect((await status()).resolved).toEqual([])
  })

  it('has no script, lets nothing in, and styles itself by the hash of its style', async () => {
    const { headers, text } = await page()
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|https?:/i)
    const policy = headers.get('content-security-policy')!
    expect(policy).toContain("default-src 'none'")
    const style = /<style>([\s\S]*)<\/style>/.exec(text)![1]!
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style)))
    expect(policy).toContain(`style-src 'sha256-${btoa(String.fromCharCode(...digest))}'`)
  })
})

describe('what is kept of the status', () => {
  it('gives the same bytes for the same state, and tells who has them', async () => {
    await open(1)
    for (const path of ['/status', '/status.json']) {
      const first = await page(path)
      await forgetStatus()
      const second = await page(path)
      expect(second.text).toBe(first.text)
      expect(first.headers.get('cache-control')).toMatch(
        /^public, max-age=30, stale-while-revalidate=\d+, stale-if-error=/,
      )
      const again = await page(path, { 'if-none-match': first.headers.get('etag')! })
      expect([again.status, again.text]).toEqual([304, ''])
    }
  })

  it('is another page with another tag once something was told', async () => {
    const before = (await page()).headers.get('etag')
    await open(1)
    await forgetStatus()
    expect((await page()).headers.get('etag')).not.toBe(before)
  })

  const bindings = env as unknown as Env
  const away = (look: () => Promise<never>) =>
    ({ ...bindings, ROOT: { getByName: () => ({ look }) } }) as unknown as Env
  const askAway = async (path: string) => {
    const look = async () => {
      throw new Error('the root is away')
    }
    return createApp().request(path, {}, away(look), createExecutionContext())
  }

  it('is shown while the root is away', async () => {
    await open(1)
    const { text } = await page()
    // It is put away while nobody waits for it.
    await vi.waitFor(async () => expect((await askAway('/status')).status).toBe(200))
    expect(await (await askAway('/status')).text()).toBe(text)
  })

  it('is honestly nothing where the root is away and nothing was kept', async () => {
    const html = await askAway('/status')
    expect([html.status, html.headers.get('cache-control')]).toEqual([503, 'no-store'])
    expect(await html.text()).toContain('The status cannot be told right now.')
    const json = await askAway('/status.json')
    expect(await json.json()).toMatchObject({ state: 'unknown' })
  })
})

describe('reading the status', () => {
  const known: StatusPage = { state: 'no-known-problem', summary: 'kept', open: [], resolved: [] }
  const fresh: StatusPage = { ...known, summary: 'fresh' }

  const read = async (kept: StatusCopy | null, askRoot: () => Promise<StatusPage>, now = 100_000) => {
    let asked = 0
    const copy = await readStatus({
      shelf: { get: async () => kept, put: async () => {} },
      askRoot: () => {
        asked++
        return askRoot()
      },
      now: () => now,
      sleep: async () => {},
      later: () => {},
    })
    return { asked, summary: copy?.page.summary }
  }
  const answers = async () => fresh
  const hangs = () => new Promise<never>(() => {})

  it('asks the root once in half a minute', async () => {
    expect(await read({ page: known, at: 70_001 }, answers)).toEqual({ asked: 0, summary: 'kept' })
    expect(await read({ page: known, at: 70_000 }, answers)).toEqual({ asked: 1, summary: 'fresh' })
  })

  it('does not wait for a root that hangs', async () => {
    expect(await read({ page: known, at: 0 }, hangs)).toEqual({ asked: 1, summary: 'kept' })
    expect(await read(null, hangs)).toEqual({ asked: 1, summary: undefined })
  })

  it('does not trust a copy from the future', async () => {
    expect(await read({ page: known, at: 200_000 }, answers)).toEqual({ asked: 1, summary: 'fresh' })
  })
})

describe("an incident's own page", () => {
  const at = ({ id, roomKey }: { id: string; roomKey: string }) => page(`/incidents/${id}/${roomKey}`)

  it('tells a responder everything, and is kept and listed by nobody', async () => {
    const { status: code, headers, text } = await at(await open(1))
    expect(code).toBe(200)
    for (const told of ['SEV1 i1', 'Cards are refused', 'pay-gate', 'aria-current="step">detect', 'nobody yet']) {
      expect(text).toContain(told)
    }
    expect(text).toContain('fuseboard incident command i1 --as NAME')
    expect(text).toContain('update for customers through')
    expect(text).not.toMatch(/<script/i)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-robots-tag')).toContain('noindex')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('names everything that is missing before the next phase, and what is still to do', async () => {
    const { id, roomKey } = await open(1)
    expect((await at({ id, roomKey })).text).not.toContain('Missing before')
    await post('/api/v1/incidents/i1/advance', {})
    const { missing, checklist } = (await get('/api/v1/incidents/i1')).body
    expect(missing).toHaveLength(2)
    expect(checklist.length).toBeGreaterThan(0)
    const text = (await at({ id, roomKey })).text.replaceAll('&quot;', '"')
    for (const need of missing) expect(text).toContain(need)
    for (const item of checklist) {
      expect(text).toContain(`<span class="word">${item.done ? 'done' : 'to do'}</span> <bdi>${item.text}</bdi>`)
    }
  })

  it('is not there for a wrong key, in the words of any address where nothing is', async () => {
    const { id, roomKey } = await open(1)
    const nowhere = await page('/nowhere')
    for (const wrong of [
      `${id}/${roomKey}0`,
      `${id}/x`,
      `i9/${roomKey}`,
      `__proto__/x`,
      `${id}/${'x'.repeat(5_000)}`,
    ]) {
      const told = await page(`/incidents/${wrong}`)
      expect([told.status, told.text], wrong).toEqual([404, nowhere.text])
    }
  })

  const markup = fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    '</title><style>*{}</style>',
    '<!channel> <@U1> @here',
    '\u202egnp.exe\u2066',
    '{{7*7}} <% 7 %>',
    "' onmouseover='x",
  )

  it('shows what people typed as text, whatever it looks like', async () => {
    await open(1)
    const hostile = fc.sample(fc.array(markup, { minLength: 1, maxLength: 3 }), { numRuns: 8, seed: 7 })
    for (const parts of hostile) {
      const text = parts.join(' ')
      const changed = await tell({ kind: 'relapsed', why: text }, { title: text, systems: [text], commander: text })
      const shown = (await at(changed)).text
      await forgetStatus()
      for (const one of [shown, (await page()).text]) {
        expect(one).not.toMatch(/<(?:script|img|@|!channel|b>)/i)
        expect(one.match(/<style/g)).toHaveLength(1)
        expect(one).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u)
        expect(one).not.toMatch(/<[^>]*\son\w+=/i)
      }
    }
  })

  it('tells no secret of the root to whoever reads the status as JSON', async () => {
    await open(1)
    expect((await get('/status.json')).body.open[0].id).toMatch(/^[0-9a-f]{12}$/)
  })
})
