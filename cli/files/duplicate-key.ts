// A key written twice in one JSON object: JSON.parse keeps the last one silently, and half of somebody's edit is lost.

import { pointer } from '../../domain/json.ts'

interface Level {
  /** Keys seen so far; undefined in a list. */
  readonly keys: Set<string> | undefined
  path: string
  index: number
  expectsKey: boolean
}

const quote = 0x22
const backslash = 0x5c

/** Brackets, commas and texts; a text by hand, since a pattern for it would need a stack as long as the text. */
function* lexemes(text: string): Generator<string> {
  const start = /["{}[\],]/g
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    if (found[0] === '"') {
      while (start.lastIndex < text.length && text.charCodeAt(start.lastIndex) !== quote) {
        start.lastIndex += text.charCodeAt(start.lastIndex) === backslash ? 2 : 1
      }
      start.lastIndex++
    }
    yield text.slice(found.index, start.lastIndex)
  }
}

/** The JSON pointer of the first key that stands twice in its object, or null. The text has to be valid JSON. */
export function findDuplicateKey(text: string): string | null {
  const open: Level[] = []
  let place = ''
  for (const lexeme of lexemes(text)) {
    const level = open.at(-1)
    if (lexeme === '{') open.push({ keys: new Set(), path: place, index: 0, expectsKey: true })
    else if (lexeme === '[') {
      open.push({ keys: undefined, path: place, index: 0, expectsKey: false })
      place = pointer(place, 0)
    } else if (lexeme === '}' || lexeme === ']') {
      place = level!.path
      open.pop()
    } else if (lexeme === ',' && level !== undefined) {
      level.index++
      level.expectsKey = level.keys !== undefined
      if (level.keys === undefined) place = pointer(level.path, level.index)
    } else if (level?.expectsKey) {
      const key = JSON.parse(lexeme) as string
      place = pointer(level.path, key)
      if (level.keys?.has(key)) return place
      level.keys?.add(key)
      level.expectsKey = false
    }
  }
  return null
}
