import { describe, expect, it } from 'vitest'
import { channelTypes } from '../../../admin/channels/channel.ts'
import { channelKinds } from '../../../admin/channels/registry.ts'
import { rateLimit, redirect } from '../../providers/fake-provider.ts'
import { detailOf, lookUpOne, nowMs, requestTypes, sendOne, settings } from './channel-fixture.ts'

describe('the registry', () => {
  it('has a kind for every type, under its own name', () => {
    expect(Object.keys(channelKinds).sort()).toEqual([...channelTypes].sort())
    for (const type of channelTypes) expect(channelKinds[type].type).toBe(type)
  })
})

/** The setting that says where it is; for one, the secret does. */
function placedAt(type: string, base: string): Record<string, string> {
  if (type === 'slack-webhook') return {}
  return type === 'webhook' ? { url: base } : { baseUrl: base }
}

describe.each(requestTypes)('a channel of type %s', (type) => {
  const kind = channelKinds[type]
  const keyed = kind.hasKey

  it('accepts the configuration that it is tested with', () => {
    const { channel } = settings[type]()
    expect(kind.check(channel, false)).toEqual([])
    expect(Object.keys(channel.secrets)).toEqual(kind.secretNames)
  })

  it('sends what its provider takes, and keeps what the provider calls it', async () => {
    const setting = settings[type]()
    const outcome = await sendOne(setting)
    expect(outcome.kind, detailOf(outcome)).toBe('sent')
    expect(setting.fake.taken).toHaveLength(1)
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome)
  })

  it('sends a test', async () => {
    const setting = settings[type]()
    const { incident: _, to: __, ...message } = setting.message
    const outcome = await sendOne({ ...setting, message: { ...message, kind: 'test', title: 'Test' } })
    expect(outcome.kind, detailOf(outcome)).toBe('sent')
  })

  it('is tried again after a failure of the server', async () => {
    for (const status of [500, 502, 503]) {
      const setting = settings[type]()
      setting.fake.fail({ kind: 'answer', status, body: 'oh' })
      const outcome = await sendOne(setting)
      expect(outcome).toMatchObject({ kind: 'retry', detail: expect.stringContaining(`status ${status}: oh`) })
      expect(await sendOne(setting)).toMatchObject({ kind: 'sent' })
    }
  })

  it('does not know what a gateway has handed on that gave up, unless sending again cannot double', async () => {
    const setting = settings[type]()
    setting.fake.fail({ kind: 'answer', status: 504 })
    expect(await sendOne(setting)).toMatchObject({ kind: keyed ? 'retry' : 'unknown' })
  })

  it('waits as long as it is told', async () => {
    const setting = settings[type]()
    const date = new Date(nowMs + 90_000).toUTCString()
    for (const status of [429, 420]) {
      setting.fake.fail(rateLimit(undefined, status))
      expect(await sendOne(setting)).not.toHaveProperty('retryAfterMs')
      setting.fake.fail(rateLimit('30', status))
      expect(await sendOne(setting)).toMatchObject({ kind: 'retry', retryAfterMs: 30_000 })
      setting.fake.fail(rateLimit(date, status))
      expect(await sendOne(setting)).toMatchObject({ kind: 'retry', retryAfterMs: 90_000 })
      setting.fake.fail(rateLimit('soon', status))
      expect(await sendOne(setting)).not.toHaveProperty('retryAfterMs')
    }
    expect(setting.fake.taken).toEqual([])
  })

  it('never follows a redirect, and names only the host it would have gone to', async () => {
    const setting = settings[type]()
    setting.fake.fail(redirect('http://10.0.0.8/steal/me?token=abc'))
    const outcome = await sendOne(setting)
    expect(outcome).toMatchObject({ kind: 'refused', detail: expect.stringContaining('a redirect to 10.0.0.8;') })
    expect(detailOf(outcome)).not.toMatch(/steal|token/)
    expect(setting.fake.asked).toHaveLength(1)
  })

  it('does not know what a provider took that never answers, and stops waiting', async () => {
    const setting = settings[type]()
    setting.fake.fail({ kind: 'hang' })
    let signal: AbortSignal | null | undefined
    const outcome = await sendOne(
      setting,
      {},
      {
        sleep: async () => {},
        fetch: (url, init) => {
          signal = init.signal
          return setting.fake.handle(new Request(url, init))
        },
      },
    )
    expect(outcome).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('no answer within 10 s') })
    expect(signal?.aborted).toBe(true)
  })

  it('does not know what a provider took when the connection broke', async () => {
    const setting = settings[type]()
    setting.fake.fail({ kind: 'break' })
    expect(await sendOne(setting)).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('broke') })
    if (kind.via === 'request' && kind.lookUp !== undefined) {
      expect(await lookUpOne(setting)).toEqual({ kind: 'absent' })
    } else {
      expect(await lookUpOne(setting)).toMatchObject({ kind: 'unknown' })
    }
  })

  it('doubles nothing after a lost answer, where its provider has a key or can be asked', async () => {
    const setting = settings[type]()
    setting.fake.fail({ kind: 'lose-answer' })
    const sleep = async () => {
      while (setting.fake.taken.length === 0) await scheduler.wait(0)
    }
    expect(await sendOne(setting, {}, { sleep })).toMatchObject({ kind: 'unknown' })
    if (keyed) {
      expect(await sendOne(setting, { nowMs: nowMs + 60_000 })).toMatchObject({ kind: 'sent' })
      expect(setting.fake.taken).toHaveLength(1)
    } else if (type !== 'slack-webhook') {
      const found = await lookUpOne(setting, { nowMs: nowMs + 60_000, firstAttemptMs: nowMs })
      expect(found).toMatchObject({ kind: 'sent' })
    }
  })

  it('is not sent where the secret is wrong', async () => {
    const setting = settings[type]()
    const wrong: Record<string, string> = {
      'slack-webhook': 'https://hooks.slack.com/services/T0/B0/another-secret-of-theirs',
      webhook: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    }
    const secrets = { [kind.secretNames[0]!]: wrong[type] ?? 'another-secret' }
    const outcome = await sendOne({ ...setting, channel: { ...setting.channel, secrets } })
    expect(outcome.kind).toBe(type === 'slack-webhook' ? 'gone' : 'refused')
    expect(setting.fake.taken).toEqual([])
  })

  it('says nothing of its secrets, in whatever form they come back', async () => {
    const setting = settings[type]()
    const secret = Object.values(setting.channel.secrets)[0]!
    const forms = [secret, encodeURIComponent(secret), btoa(secret), btoa(`user:${secret}`), JSON.stringify(secret)]
    for (const form of forms) {
      for (const padding of ['', 'x'.repeat(190)]) {
        setting.fake.fail({ kind: 'answer', status: 400, body: `${padding}${form}` })
        const detail = detailOf(await sendOne(setting))
        expect(detail).toContain('status 400')
        expect(detail).not.toContain(form.slice(0, 9))
      }
      const fetch = () => Promise.reject(new Error(`could not reach ${form}`))
      expect(detailOf(await sendOne(setting, {}, { fetch }))).not.toContain(form)
    }
  })

  it('takes no page of somebody else for a success', async () => {
    const setting = settings[type]()
    setting.fake.fail({ kind: 'answer', status: 200, body: '<html>Please sign in</html>' })
    // A webhook says all with its status.
    expect((await sendOne(setting)).kind === 'sent').toBe(type === 'webhook')
  })

  it('reads no more of an answer than 64 KiB', async () => {
    const setting = settings[type]()
    let chunks = 0
    const endless = new ReadableStream({
      pull: (controller) => {
        chunks++
        controller.enqueue(new Uint8Array(16 * 1024).fill(120))
      },
    })
    const outcome = await sendOne(setting, {}, { fetch: async () => new Response(endless, { status: 400 }) })
    expect(outcome.kind).toBe('refused')
    expect(detailOf(outcome).length).toBeLessThanOrEqual(400)
    expect(chunks).toBeLessThan(10)
  })

  it('asks nothing of an address that is not public, or without https', async () => {
    for (const base of [
      'https://10.0.0.8',
      'https://localhost:8080',
      'http://api.example.com',
      'ftp://api.example.com',
    ]) {
      const setting = settings[type]()
      const { channel } = setting
      const moved = {
        ...channel,
        settings: { ...channel.settings, ...placedAt(type, base) },
        secrets: type === 'slack-webhook' ? { url: `${base}/services/a` } : channel.secrets,
      }
      const outcome = await sendOne({ ...setting, channel: moved })
      expect(outcome.kind).toBe('refused')
      expect(setting.fake.asked).toEqual([])
      expect(kind.check(moved, false)).toHaveLength(1)
    }
  })

  it('is sent to this machine in local runs only', async () => {
    const { channel } = settings[type]()
    const base = 'http://127.0.0.1:8080'
    const moved = {
      settings: { ...channel.settings, ...placedAt(type, base) },
      secrets: type === 'slack-webhook' ? { url: `${base}/services/a` } : channel.secrets,
    }
    expect(kind.check(moved, true)).toEqual([])
    expect(kind.check(moved, false)).toHaveLength(1)
  })

  it('never throws, whatever is stored', async () => {
    const setting = settings[type]()
    const bare = { ...setting.channel, settings: {}, secrets: {} }
    expect(['refused', 'unknown']).toContain((await sendOne({ ...setting, channel: bare })).kind)
    expect((await lookUpOne({ ...setting, channel: bare })).kind).toBe('unknown')
  })
})
