// What Slack refuses of a message, the same for both of its doors; and what in a message is alive: mentions and links.

import { isText, type Members, surplus } from './fake-provider.ts'

const known = ['text', 'blocks', 'unfurl_links', 'unfurl_media']

/** The error that Slack names; null where the message is fine. */
export function slackError(message: Members, more: readonly string[] = []): string | null {
  if (surplus(message, [...known, ...more]).length > 0) return 'invalid_arguments'
  const { text, blocks } = message
  if (!isText(text, Number.POSITIVE_INFINITY)) return 'no_text'
  if (text.length > 40_000) return 'msg_too_long'
  if (!Array.isArray(blocks) || blocks.length > 50 || !blocks.every(isBlock)) return 'invalid_blocks'
  return null
}

function isBlock(block: unknown): boolean {
  const { type, text, ...rest } = block as { type?: unknown; text?: unknown }
  if (Object.keys(rest).length > 0) return false
  if (type === 'header') return isTextObject(text, 150, ['plain_text'])
  return type === 'section' && isTextObject(text, 3_000, ['plain_text', 'mrkdwn'])
}

function isTextObject(value: unknown, maxLength: number, types: readonly string[]): boolean {
  const { type, text, emoji, verbatim, ...rest } = (value ?? {}) as Record<string, unknown>
  if (!types.includes(String(type)) || Object.keys(rest).length > 0) return false
  if (type === 'plain_text' ? verbatim !== undefined : emoji !== undefined) return false
  return isText(text, maxLength)
}

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Everything that Slack would turn into a mention or a link. */
export const aliveIn = ({ text, blocks }: Members): string[] =>
  textsIn([text, blocks]).flatMap((one) => one.match(/<[^>]*>?|@(?:here|channel|everyone)\b/gi) ?? [])
