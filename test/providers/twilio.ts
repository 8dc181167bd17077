// Stands in for Twilio's messages of one account. It takes no key: the same text twice is two texts.

import { counter, type FakeProvider, fakeProvider, json } from './fake-provider.ts'

export interface FakeText {
  readonly sid: string
  readonly to: string
  readonly from: string | null
  readonly body: string
  readonly status: string
  readonly error_code: number | null
}

export interface FakeTwilio extends FakeProvider<FakeText> {
  /** The next texts are taken, and have failed. */
  readonly failTexts: (errorCode: number, times?: number) => void
}

interface TwilioSet {
  readonly accountSid: string
  readonly authToken: string
  readonly from: string
}

const members = ['To', 'From', 'MessagingServiceSid', 'Body']
const refuse = (status: number, code: number, message: string): Response =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status })

export function fakeTwilio({ accountSid, authToken, from }: TwilioSet): FakeTwilio {
  const taken: FakeText[] = []
  const nextSid = counter('SM', 34)
  const failures: number[] = []
  const post = (body: string): Response => {
    const form = new URLSearchParams(body)
    const [to, text] = [form.get('To') ?? '', form.get('Body') ?? '']
    const sender = form.get('From') ?? form.get('MessagingServiceSid')
    if ([...form.keys()].some((name) => !members.includes(name))) return refuse(400, 20001, 'Unknown parameter')
    if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(400, 21211, `Invalid 'To' Phone Number: ${to}`)
    if (sender !== from) return refuse(400, 21606, 'The From phone number is not valid')
    if (text === '') return refuse(400, 21602, 'Message body is required')
    if (text.length > 1_600) return refuse(400, 21617, 'The concatenated message body exceeds the 1600 character limit')
    const error = failures.shift() ?? null
    const status = error === null ? 'queued' : 'failed'
    const message = { sid: nextSid(), to, from: form.get('From'), body: text, status, error_code: error }
    taken.unshift(message)
    return json(201, message)
  }
  const fake = fakeProvider(taken, ({ request, url, body }) => {
    const { method, headers } = request
    if (headers.get('authorization') !== `Basic ${btoa(`${accountSid}:${authToken}`)}`) {
      return refuse(401, 20003, 'Authenticate')
    }
    if (url.pathname !== `/2010-04-01/Accounts/${accountSid}/Messages.json`) return refuse(404, 20404, 'Not found')
    if (method === 'GET') {
      const to = url.searchParams.get('To')
      const size = Number(url.searchParams.get('PageSize') ?? 50)
      return json(200, { messages: taken.filter((text) => to === null || text.to === to).slice(0, size) })
    }
    if (method !== 'POST') return refuse(405, 20004, 'Method not allowed')
    const isForm = headers.get('content-type') === 'application/x-www-form-urlencoded'
    return isForm ? post(body) : refuse(415, 20001, 'Unsupported media type')
  })
  return { ...fake, failTexts: (code, times = 1) => void failures.push(...Array.from({ length: times }, () => code)) }
}
