// E-mail through the platform's own binding. It has no secret and takes no key, and what was taken cannot be asked.

import { audiences } from '../../domain/incident/incident.ts'
import type { BindingKind } from './channel.ts'
import { checkBy, emailAddress, optional, preApproved } from './check-channel.ts'
import { emailRecipient, parseSender, renderEmailText, sender } from './email-text.ts'
import { oneLine, truncate } from './plain-text.ts'

/** What the binding says where the message itself is fine. */
const passing = ['E_RATE_LIMIT_EXCEEDED', 'E_DAILY_LIMIT_EXCEEDED', 'E_INTERNAL_SERVER_ERROR', 'E_DELIVERY_FAILED']
const maxDetailLength = 200

export const cloudflareEmail: BindingKind = {
  type: 'cloudflare-email',
  via: 'email-binding',
  secretNames: [],
  uses: { audiences, pages: true, hooks: false },
  check: checkBy({ settings: { from: sender, to: optional(emailAddress), preApproved }, secrets: {} }),
  hasKey: false,
  render: (channel, { message }) => {
    const to = emailRecipient(channel, message)
    if (message.kind === 'hook' || message.kind === 'room' || to === undefined) return null
    return { from: parseSender(String(channel.settings.from)), to, ...renderEmailText(message) }
  },
  read: (answer) => {
    if ('messageId' in answer) return { kind: 'sent', receipt: { id: answer.messageId } }
    const { code, message } = answer
    const detail = truncate(oneLine(`${code ?? 'no answer'}: ${message}`), maxDetailLength)
    if (code === undefined || !code.startsWith('E_')) return { kind: 'unknown', detail }
    return passing.includes(code) ? { kind: 'retry', detail } : { kind: 'refused', detail }
  },
}
