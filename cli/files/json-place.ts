// Where a part of a JSON text stands: from a JSON pointer to an offset. Looked up only for problems, since nearly every file
// has none; the text has to be valid JSON.

const quote = 0x22
const backslash = 0x5c

interface Level {
  readonly isList: boolean
  /** Tokens of the pointer that lead to here. */
  readonly depth: number
  index: number
  expectsKey: boolean
}

interface Lexeme {
  readonly text: string
  readonly at: number
}

/** Brackets, commas, texts, and the beginnings of all other values. */
function* lexemes(text: string): Generator<Lexeme> {
  const start = /["{}[\],]|[^\s:"{}[\],]+/g
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    if (found[0] === '"') {
      while (start.lastIndex < text.length && text.charCodeAt(start.lastIndex) !== quote) {
        start.lastIndex += text.charCodeAt(start.lastIndex) === backslash ? 2 : 1
      }
      start.lastIndex++
    }
    yield { text: text.slice(found.index, start.lastIndex), at: found.index }
  }
}

/**
 * The offset of the key, or of the list's entry, that the tokens lead to: of the deepest one that is there.
 *
 * @example
 * jsonOffset('{"flags": {"a": 1}}', ['flags', 'a'])   // 11
 */
export function jsonOffset(text: string, tokens: readonly string[]): number {
  const open: Level[] = []
  /** How many tokens are matched by the way to the value that comes next; -1 off the way. */
  let matched = 0
  let best = { depth: 0, offset: Math.max(0, text.search(/\S/)) }
  const follow = (depth: number, token: string, offset: number): void => {
    matched = depth >= 0 && tokens[depth] === token ? depth + 1 : -1
    if (matched > best.depth) best = { depth: matched, offset }
  }
  for (const { text: lexeme, at } of lexemes(text)) {
    const level = open.at(-1)
    if (lexeme === '}' || lexeme === ']') {
      open.pop()
      continue
    }
    if (lexeme === ',') {
      if (level !== undefined) level.expectsKey = !level.isList
      continue
    }
    if (level?.expectsKey) {
      level.expectsKey = false
      follow(level.depth, JSON.parse(lexeme) as string, at)
      continue
    }
    if (level?.isList) follow(level.depth, String(level.index++), at)
    if (lexeme === '{') open.push({ isList: false, depth: matched, index: 0, expectsKey: true })
    if (lexeme === '[') open.push({ isList: true, depth: matched, index: 0, expectsKey: false })
  }
  return best.offset
}
