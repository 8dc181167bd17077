// Anybody else's address, signed as Standard Webhooks are: the receiver can tell that it is from us, and, by the id, that it
// had it before. The only kind that calls hooks.

import { createHmac } from 'node:crypto'
import { audiences } from '../../domain/incident/incident.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Message } from '../../domain/notification/message.ts'
import type { Delivery, RequestKind, SendOutcome } from './channel.ts'
import { address, checkBy, preApproved, secretLike } from './check-channel.ts'
import { linkOf, oneLine, plainText } from './plain-text.ts'
import { describeAnswer, readFailure } from './read-answer.ts'

const secretPrefix = 'whsec_'
const secretForm = /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const leastKeyBytes = 24
const mostKeyBytes = 64
const secretText = `"${secretPrefix}" and Base64 of ${leastKeyBytes} to ${mostKeyBytes} bytes`

const keyOf = (secret: string): Uint8Array =>
  Uint8Array.from(atob(secret.slice(secretPrefix.length)), (character) => character.charCodeAt(0))

const well = secretLike(secretForm, secretText)
const signingSecret: typeof well = {
  refuse: (text, allowLoopback) => {
    const refused = well.refuse(text, allowLoopback)
    if (refused !== null) return refused
    const { length } = keyOf(text)
    return length >= leastKeyBytes && length <= mostKeyBytes ? null : secretText
  },
}

/** What a receiver tells one call from another by: `hook.contain`, `incident.page`, `test`. */
function typeOf({ kind, hook }: Message): string {
  if (kind === 'hook') return `hook.${hook?.event ?? 'unknown'}`
  return kind === 'test' ? 'test' : `incident.${kind}`
}

function dataOf(message: Message, seq: number): JsonObject {
  const { incident, to, status, hook, audience } = message
  const link = linkOf(message)
  return {
    audience,
    seq,
    ...(incident !== undefined && { incident: { ...incident } }),
    title: oneLine(message.title),
    text: plainText(message.text),
    ...(status !== undefined && { status }),
    ...(to !== undefined && { to: { ...to } }),
    ...(link !== undefined && { link }),
    ...(hook !== undefined && { hook: { event: hook.event, data: hook.data } }),
  }
}

/** `v1,` and Base64 of the HMAC of `id.timestamp.body`. */
export const signatureOf = (secret: string, id: string, timestampSeconds: number, body: string): string =>
  `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestampSeconds}.${body}`).digest('base64')}`

function headersOf({ key, nowMs }: Delivery, secret: string, body: string) {
  const timestampSeconds = Math.floor(nowMs / 1_000)
  return {
    'content-type': 'application/json',
    'webhook-id': key,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatureOf(secret, key, timestampSeconds, body),
  }
}

export const webhook: RequestKind = {
  type: 'webhook',
  via: 'request',
  secretNames: ['secret'],
  uses: { audiences, pages: true, hooks: true },
  check: checkBy({ settings: { url: address, preApproved }, secrets: { secret: signingSecret } }),
  hasKey: true,
  render: ({ settings, secrets }, delivery) => {
    const { message, seq } = delivery
    if (message.kind === 'room') return null
    const body = JSON.stringify({ type: typeOf(message), data: dataOf(message, seq) })
    return {
      method: 'POST',
      url: String(settings.url),
      headers: headersOf(delivery, secrets.secret ?? '', body),
      body,
    }
  },
  read: (answer, { nowMs }): SendOutcome => {
    if (answer.status === 410) return { kind: 'gone', detail: describeAnswer(answer) }
    return readFailure(answer, nowMs, true) ?? { kind: 'sent', receipt: { status: answer.status } }
  },
}
