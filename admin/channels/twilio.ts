// SMS through Twilio. It takes no key: each text ends with a mark of its own, by which it is found again among what was sent to
// the same number.

import { audiences } from '../../domain/incident/incident.ts'
import { isJsonObject, type Json, ownProperty } from '../../domain/json.ts'
import type { Channel, Delivery, LookUpOutcome, OutgoingRequest, RequestKind, SendOutcome } from './channel.ts'
import {
  baseUrl,
  checkBy,
  isPhoneNumber,
  optional,
  phoneNumber,
  preApproved,
  secretLike,
  textLike,
} from './check-channel.ts'
import { linkOf, oneLine, plainText, truncate } from './plain-text.ts'
import { describeAnswer, parseObject, readFailure, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'

const standardBase = 'https://api.twilio.com'
const maxBodyLength = 1_600
const markLength = 8
/** The newest to one number; those without a date of sending are among them, which a filter by date would leave out. */
const lookUpSize = 100
/** What Twilio says of a text that it took and did not send. */
const failed = ['failed', 'undelivered', 'canceled']

const address = (channel: Channel): string =>
  atBase(channel, standardBase, `/2010-04-01/Accounts/${String(channel.settings.accountSid)}/Messages.json`)

const authorization = ({ settings, secrets }: Channel): string =>
  `Basic ${btoa(`${String(settings.accountSid)}:${secrets.authToken ?? ''}`)}`

function recipientOf({ settings }: Channel, { message }: Delivery): string | undefined {
  const phone = message.to === undefined ? textIn(settings, 'to') : message.to.phone
  return isPhoneNumber(phone) ? phone : undefined
}

/** Three full stops: an ellipsis is none of the characters of GSM, and would halve how many fit into one text. */
function bodyOf({ message, key, seq }: Delivery): string {
  const ref = `Ref ${message.incident?.id ?? 'test'}-${seq} ${key.slice(0, markLength)}`
  const link = linkOf(message)
  const ending = `\n${link === undefined ? '' : `${link}\n`}${ref}`
  const text = [oneLine(message.title), plainText(message.text).trim()].filter((part) => part !== '').join('\n')
  const room = maxBodyLength - ending.length
  return room > 0
    ? `${truncate(text, room, '...')}${ending}`
    : `${truncate(text, maxBodyLength - ref.length - 1, '...')}\n${ref}`
}

function render(channel: Channel, delivery: Delivery): OutgoingRequest | null {
  const to = recipientOf(channel, delivery)
  const { kind } = delivery.message
  if (kind === 'hook' || kind === 'room' || to === undefined) return null
  const from = String(channel.settings.from)
  const form = new URLSearchParams({
    To: to,
    ...(from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from }),
    Body: bodyOf(delivery),
  })
  return {
    method: 'POST',
    url: address(channel),
    headers: { authorization: authorization(channel), 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  }
}

function read(answer: Parameters<RequestKind['read']>[0], { nowMs }: Delivery): SendOutcome {
  const failure = readFailure(answer, nowMs, false)
  if (failure !== undefined) return failure
  const said = parseObject(answer.text)
  const sid = textIn(said, 'sid')
  if (sid === undefined) return unreadable(answer)
  const status = textIn(said, 'status') ?? ''
  if (failed.includes(status))
    return { kind: 'refused', detail: `Twilio says ${status}, error ${String(said?.error_code)}` }
  return { kind: 'sent', receipt: { sid } }
}

function readLookUp(answer: Parameters<RequestKind['read']>[0], delivery: Delivery): LookUpOutcome {
  const said = parseObject(answer.text)
  const messages = said && ownProperty(said, 'messages')
  if (answer.status !== 200 || !Array.isArray(messages)) return { kind: 'unknown', detail: describeAnswer(answer) }
  const body = bodyOf(delivery)
  // An account on trial puts a line of Twilio's own before it.
  const ours = messages.find(
    (message: Json) => isJsonObject(message) && textIn(message, 'body')?.endsWith(body) === true,
  )
  const sid = isJsonObject(ours) ? textIn(ours, 'sid') : undefined
  return sid === undefined ? { kind: 'absent' } : { kind: 'sent', receipt: { sid } }
}

export const twilio: RequestKind = {
  type: 'twilio',
  via: 'request',
  secretNames: ['authToken'],
  uses: { audiences, pages: true, hooks: false },
  check: checkBy({
    settings: {
      accountSid: textLike(/^AC[0-9a-f]{32}$/i, 'an account SID: "AC" and 32 hexadecimal digits'),
      from: textLike(
        /^(?:\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
        'a phone number such as "+15017122661", the SID of a messaging service, or a sender of up to 11 letters and digits',
      ),
      to: optional(phoneNumber),
      preApproved,
      baseUrl,
    },
    secrets: { authToken: secretLike(/^[0-9A-Za-z]{16,64}$/, 'an auth token of 16 to 64 letters and digits') },
  }),
  hasKey: false,
  render,
  read,
  lookUp: {
    render: (channel, delivery) => {
      const query = new URLSearchParams({ To: recipientOf(channel, delivery) ?? '', PageSize: String(lookUpSize) })
      return {
        method: 'GET',
        url: `${address(channel)}?${query}`,
        headers: { authorization: authorization(channel) },
      }
    },
    read: readLookUp,
  },
}
