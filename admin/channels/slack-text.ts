// A message as both kinds of Slack channel show it. All that was typed is plain text there: the three characters that begin
// markup are escaped, names that call everybody are broken up, and nothing is unfurled.

import type { Json, JsonObject } from '../../domain/json.ts'
import type { Message } from '../../domain/notification/message.ts'
import { escapeWithin, linkOf, oneLine, paragraphs, plainText } from './plain-text.ts'

/** Slack's own limits. */
const maxHeaderLength = 150
const maxSectionLength = 3_000
const maxTextLength = 4_000
/** Of the fifty that a message may have. */
const maxSections = 20

const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A word joiner behind the "@": it reads the same, and calls nobody. */
const calm = (text: string): string => text.replace(/@(?=channel|here|everyone)/gi, '@\u2060')

const slackUser = /^[UW][A-Z0-9]{2,20}$/

/** Who is paged is called by name; nobody else ever is. */
const calledIn = ({ kind, to }: Message): string =>
  kind === 'page' && to?.slack !== undefined && slackUser.test(to.slack) ? `<@${to.slack}> ` : ''

const plain = (text: string, maxLength: number): JsonObject => ({
  type: 'plain_text',
  text: escapeWithin(calm(text), escapeSlack, maxLength),
  emoji: false,
})

/** The members of a message that both kinds send. */
export function renderSlackText(message: Message): JsonObject {
  const title = oneLine(message.title) || 'Incident'
  const called = calledIn(message)
  const link = linkOf(message)
  const more = [called.trim(), link === undefined ? '' : `<${escapeLink(link)}|Read more>`].filter(
    (part) => part !== '',
  )
  const whole = [title, plainText(message.text).trim()].filter((part) => part !== '').join('\n')
  const blocks: Json[] = [
    { type: 'header', text: plain(title, maxHeaderLength) },
    ...paragraphs(message.text)
      .slice(0, maxSections)
      .map((text) => ({ type: 'section', text: plain(text, maxSectionLength) })),
    ...(more.length === 0 ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: more.join(' '), verbatim: true } }]),
  ]
  return {
    text: `${called}${escapeWithin(calm(whole), escapeSlack, maxTextLength - called.length)}`,
    blocks,
    unfurl_links: false,
    unfurl_media: false,
  }
}

const escapeLink = (link: string): string => escapeSlack(link).replaceAll('|', '%7C')
