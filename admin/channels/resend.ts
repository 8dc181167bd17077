// E-mail through Resend, which remembers a key for a day.

import { audiences } from '../../domain/incident/incident.ts'
import type { RequestKind, SendOutcome } from './channel.ts'
import { baseUrl, checkBy, emailAddress, optional, preApproved, secretLike } from './check-channel.ts'
import { emailRecipient, renderEmailText, sender } from './email-text.ts'
import { describeAnswer, parseObject, readFailure, retry, textIn, unreadable } from './read-answer.ts'
import { atBase } from './request-address.ts'

const standardBase = 'https://api.resend.com'

export const resend: RequestKind = {
  type: 'resend',
  via: 'request',
  secretNames: ['apiKey'],
  uses: { audiences, pages: true, hooks: false },
  check: checkBy({
    settings: { from: sender, to: optional(emailAddress), preApproved, baseUrl },
    secrets: { apiKey: secretLike(/^re_/, 'an API key of Resend such as "re_…"') },
  }),
  hasKey: true,
  render: (channel, { message, key }) => {
    const to = emailRecipient(channel, message)
    if (message.kind === 'hook' || message.kind === 'room' || to === undefined) return null
    return {
      method: 'POST',
      url: atBase(channel, standardBase, '/emails'),
      headers: {
        authorization: `Bearer ${channel.secrets.apiKey ?? ''}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ from: String(channel.settings.from), to: [to], ...renderEmailText(message) }),
    }
  },
  read: (answer, { nowMs }): SendOutcome => {
    const said = parseObject(answer.text)
    const error = textIn(said, 'name')
    if (answer.status === 409 && error === 'concurrent_idempotent_requests') {
      return retry(describeAnswer(answer), answer.headers, nowMs)
    }
    // The key is known with another text: the sender was changed since. It was taken then.
    if (answer.status === 409 && error === 'invalid_idempotent_request') return { kind: 'sent', receipt: {} }
    const failure = readFailure(answer, nowMs, true)
    if (failure !== undefined) return failure
    const id = textIn(said, 'id')
    return id === undefined ? unreadable(answer) : { kind: 'sent', receipt: { id } }
  },
}
