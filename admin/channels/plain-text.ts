// Text that somebody typed, on its way to where it is shown: no control characters, nothing that turns the direction of what
// stands around it, no halves of characters. Each channel escapes the rest in its own way.

import type { Message } from '../../domain/notification/message.ts'

/** Embeddings, overrides and isolates: they make text read as something else than it is. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g

/** Lines stay. */
export const plainText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replace(/[^\n\P{Cc}]/gu, '')
    .replace(directions, '')

export const oneLine = (text: string): string => plainText(text).replace(/\s+/g, ' ').trim()

/** Never cuts a character in two. */
export function truncate(text: string, maxLength: number, ending = '…'): string {
  if (text.length <= maxLength) return text
  const cut = text.slice(0, maxLength - ending.length)
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}${ending}`
}

/** As much of a text as fits once it is escaped; never cuts an escape in two. */
export function escapeWithin(text: string, escaped: (text: string) => string, maxLength: number): string {
  const whole = escaped(text)
  if (whole.length <= maxLength) return whole
  let beginning = ''
  for (const character of text) {
    const next = escaped(character)
    if (beginning.length + next.length > maxLength - 1) break
    beginning += next
  }
  return `${beginning}…`
}

/** Where more can be read: never for customers, and nothing that is no address. */
export function linkOf({ audience, link }: Message): string | undefined {
  const url = audience === 'customers' || link === undefined ? null : URL.parse(link)
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : undefined
}

/** The paragraphs of a text, without empty ones. */
export const paragraphs = (text: string): string[] =>
  plainText(text)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
