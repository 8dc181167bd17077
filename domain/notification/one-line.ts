// Text that people or machines typed, made fit for a message: nothing in it may break a line where none is, fake a fact on
// a line of its own, or turn the text around it. Markup is left alone: each channel and page escapes in its own way.

const breaking = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
const controlling = /[^\P{Cc}\n]/gu
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Characters of a title in a message. */
export const maxTitleChars = 200

/**
 * One line of at most so many characters; what is cut off is shown by an ellipsis.
 *
 * @example oneLine('Checkout\nfails') // 'Checkout fails'
 */
export function oneLine(text: string, most: number = maxTitleChars): string {
  const line = text.toWellFormed().replaceAll(turning, '').replaceAll(breaking, ' ').trim()
  const characters = [...line.slice(0, most * 2 + 2)]
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`
}

/** Paragraphs as they were written, divided by one empty line each. */
export function paragraphs(text: string): string {
  const lines = text.toWellFormed().replaceAll(/\r\n?|[\p{Zl}\p{Zp}]/gu, '\n')
  const clean = lines.replaceAll('\t', ' ').replaceAll(controlling, '').replaceAll(turning, '')
  return clean
    .replaceAll(/[^\S\n]+\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
