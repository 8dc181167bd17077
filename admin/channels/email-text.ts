// A message as an e-mail: a subject on one line, plain text, and the same as HTML in which all that was typed is escaped.

import type { Json } from '../../domain/json.ts'
import type { Message } from '../../domain/notification/message.ts'
import type { Channel } from './channel.ts'
import { isEmailAddress, type Rule } from './check-channel.ts'
import { linkOf, oneLine, paragraphs, truncate } from './plain-text.ts'
import { textIn } from './read-answer.ts'

const maxSubjectLength = 200
const maxTextLength = 50_000

export interface EmailText {
  readonly subject: string
  readonly text: string
  readonly html: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

export function renderEmailText(message: Message): EmailText {
  const title = oneLine(message.title) || 'Incident'
  const link = linkOf(message)
  const parts = paragraphs(truncate(message.text, maxTextLength))
  const lines = parts.map((part) => `<p>${escapeHtml(part).replaceAll('\n', '<br>')}</p>`)
  const more = link === undefined ? [] : [`<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>`]
  return {
    subject: truncate(title, maxSubjectLength),
    text: [title, ...parts, ...(link === undefined ? [] : [link])].join('\n\n'),
    html: [`<h1>${escapeHtml(title)}</h1>`, ...lines, ...more].join('\n'),
  }
}

/** Who is told: somebody in person, or whom the channel is for. Undefined where there is no address. */
export function emailRecipient({ settings }: Channel, { to }: Message): string | undefined {
  const email = to === undefined ? textIn(settings, 'to') : to.email
  return isEmailAddress(email) ? email : undefined
}

const named = /^([^<>"\p{Cc}]{1,80}) <([^<>\s]+)>$/u

/** "ops@example.com" or "Fuseboard <ops@example.com>". */
export const sender: Rule<Json> = {
  refuse: (value) => {
    const inner = typeof value === 'string' ? (named.exec(value)?.[2] ?? value) : value
    return isEmailAddress(inner) ? null : 'an e-mail address, or "Name <address>"'
  },
}

export function parseSender(text: string): { readonly email: string; readonly name: string } | string {
  const [, name, email] = named.exec(text) ?? []
  return name === undefined || email === undefined ? text : { email, name }
}
