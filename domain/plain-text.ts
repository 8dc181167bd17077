// Text from people and programs as it is kept: without control characters, which mean nothing in a title and could hide
// something in a terminal. Nothing else is taken away; whoever shows it escapes it.

const controls = /\p{Cc}+/gu
/** Lines and tabs stay. */
const controlsInLines = /[^\P{Cc}\n\t]/gu

/** One line of at most so many characters. Never empty where the text has something to show. */
export const plainLine = (text: string, maxChars: number): string =>
  cut(text.toWellFormed().replaceAll(controls, ' ').trim(), maxChars)

/** Several lines of at most so many characters. */
export const plainText = (text: string, maxChars: number): string =>
  cut(text.toWellFormed().replaceAll('\r\n', '\n').replaceAll(controlsInLines, '').trim(), maxChars)

/** Not in the middle of a character. */
const cut = (text: string, maxChars: number): string =>
  text.length <= maxChars ? text : `${text.slice(0, maxChars - 1).replace(/[\ud800-\udbff]$/, '')}…`
