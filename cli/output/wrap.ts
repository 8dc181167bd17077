// Long texts on narrow screens: broken between words, each line after the first as far in as the text began.

/** A text is never squeezed into less than this. */
const leastWidth = 20

/**
 * @example wrap('all cards are declined', 20, '  ')   // ['  all cards are', '  declined']
 */
export function wrap(text: string, columns: number, indent: string, first = indent): string[] {
  const width = Math.max(leastWidth, columns - [...indent].length)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && [...longer].length > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line].map((part, i) => `${i === 0 ? first : indent}${part}`)
}
