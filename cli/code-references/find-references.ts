// Where flag keys stand in a text. Pure. Looks at each word once, however many keys are asked for; only keys that are no
// single word are searched for one by one.

import { otherSpellings } from './spellings.ts'

/** `sure`: the key itself. `perhaps`: another spelling of it, or a plain word that may mean anything. */
export type Certainty = 'sure' | 'perhaps'

export interface Found {
  readonly key: string
  readonly certainty: Certainty
  /** From 1. */
  readonly line: number
  /** The line, without the spaces around it. */
  readonly text: string
}

export type FindReferences = (text: string) => Found[]

const maxLineLength = 200
const singleWord = /^[\p{L}\p{N}_-]+$/u
const wordCharacter = /[\p{L}\p{N}_-]/u
const quotes = new Set(['"', "'", '`'])

export function createFinder(keys: Iterable<string>): FindReferences {
  const words = new Map<string, string>()
  const respelt = new Map<string, string[]>()
  const phrases: string[] = []
  for (const key of keys) {
    if (singleWord.test(key)) words.set(key, key)
    else phrases.push(key)
    for (const spelling of otherSpellings(key)) respelt.set(spelling, [...(respelt.get(spelling) ?? []), key])
  }
  return (text) => {
    const hits: Hit[] = []
    for (const { 0: run, index } of text.matchAll(/[\p{L}\p{N}_-]+/gu)) {
      const word = run.replace(/^-+|-+$/g, '')
      const start = index + run.indexOf(word)
      const key = words.get(word)
      if (key !== undefined) hits.push({ key, start, certainty: certaintyOf(text, start, word) })
      else for (const other of respelt.get(word) ?? []) hits.push({ key: other, start, certainty: 'perhaps' })
    }
    for (const phrase of phrases) hits.push(...phraseHits(text, phrase))
    return linesOf(text, hits)
  }
}

interface Hit {
  readonly key: string
  readonly start: number
  readonly certainty: Certainty
}

/** A key of several words means the flag wherever it stands; a plain word only in quotes, or in an address of the evaluator's. */
function certaintyOf(text: string, start: number, word: string): Certainty {
  if (/[_-]|\p{Ll}\p{Lu}/u.test(word)) return 'sure'
  if (quotes.has(text.charAt(start - 1)) && text.charAt(start - 1) === text.charAt(start + word.length)) return 'sure'
  return /\/(gate|flags)\/$/.test(text.slice(Math.max(0, start - 8), start)) ? 'sure' : 'perhaps'
}

function phraseHits(text: string, phrase: string): Hit[] {
  const hits: Hit[] = []
  for (let start = text.indexOf(phrase); start >= 0; start = text.indexOf(phrase, start + phrase.length)) {
    const around = text.charAt(start - 1) + text.charAt(start + phrase.length)
    const isPart = wordCharacter.test(around)
    if (!isPart) hits.push({ key: phrase, start, certainty: 'sure' })
  }
  return hits
}

/** In the order of the text; a line names a key once, with the best that it says of it. */
function linesOf(text: string, hits: readonly Hit[]): Found[] {
  const found = new Map<string, Found>()
  let line = 1
  let lineStart = 0
  for (const { key, start, certainty } of [...hits].sort((left, right) => left.start - right.start)) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < start; end = text.indexOf('\n', lineStart)) {
      line++
      lineStart = end + 1
    }
    const name = `${line} ${key}`
    if (found.get(name)?.certainty === 'sure') continue
    const end = text.indexOf('\n', lineStart)
    const whole = text.slice(lineStart, end < 0 ? undefined : end).trim()
    found.set(name, { key, certainty, line, text: whole.slice(0, maxLineLength) })
  }
  return [...found.values()]
}
