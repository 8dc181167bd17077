// YAML 1.2 as far as it means what JSON means. Anchors and aliases may be used, within bounds: a small file must not become
// a huge document. Tags, merge keys and several documents in one file are refused, since every reader takes them differently.

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml'
import { fail, ok, type Result } from '../../domain/result.ts'

export interface YamlProblem {
  /** Keys and positions that lead to it. */
  readonly tokens: readonly string[]
  /** UTF-16 units from the beginning of the text. */
  readonly offset: number
  readonly found: string
  readonly allowed: string
}

export interface ParsedYaml {
  readonly document: Document
  readonly value: unknown
  /** Where the part stands that the tokens lead to, or the deepest one on the way. */
  offsetOf(tokens: readonly string[]): number
}

/** Times that anchored parts may be repeated in all. */
const maxAliases = 100
/** Problems of one file; more help nobody. */
const maxProblems = 20

/**
 * What `parseDocument` is told everywhere. Keys are compared here instead, since its own check takes quadratic time; told to be
 * silent, it would leave out a second document without a word.
 */
export const yamlOptions = { uniqueKeys: false, stringKeys: true, prettyErrors: false, logLevel: 'error' } as const

export function parseYaml(text: string): Result<ParsedYaml, YamlProblem[]> {
  const document = parseDocument(text, yamlOptions)
  if (document.errors.length > 0) {
    return fail(
      document.errors.slice(0, maxProblems).map(({ code, message, pos }) => syntaxProblem(code, message, pos[0])),
    )
  }
  const problems: YamlProblem[] = []
  checkNode(document.contents, [], problems)
  if (problems.length > 0) return fail(problems.slice(0, maxProblems))
  try {
    const value = document.toJS({ maxAliasCount: maxAliases }) as unknown
    return ok({ document, value, offsetOf: (tokens) => offsetOf(document, tokens) })
  } catch (error) {
    const found = `something that cannot be expanded (${(error as Error).message})`
    const allowed = `anchors before their aliases, repeating at most ${maxAliases} parts in all`
    return fail([{ tokens: [], offset: 0, found, allowed }])
  }
}

function syntaxProblem(code: string, message: string, offset: number): YamlProblem {
  const known: Readonly<Record<string, readonly [string, string]>> = {
    TAB_AS_INDENT: ['a tab as indentation', 'spaces'],
    MULTIPLE_DOCS: ['a second document', 'one document in a file: use a file for each'],
    NON_STRING_KEY: ['a key that is no text', 'a text as the key'],
    RESOURCE_EXHAUSTION: ['parts nested too deep to be read', 'a flag document'],
  }
  const [found, allowed] = known[code] ?? [`no YAML (${message})`, 'YAML 1.2']
  return { tokens: [], offset, found, allowed }
}

function checkNode(node: unknown, tokens: readonly string[], problems: YamlProblem[]): void {
  if (problems.length >= maxProblems) return
  const refuse = (found: string, allowed: string, offset = offsetOfNode(node)): void => {
    problems.push({ tokens, offset, found, allowed })
  }
  const { tag } = (node ?? {}) as { tag?: string }
  if (tag !== undefined) refuse(`the tag ${tag.replace('tag:yaml.org,2002:', '!!')}`, 'values without tags')
  if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
    refuse(String(node.source ?? node.value), 'a finite number')
  }
  if (isSeq(node)) {
    for (const [i, item] of node.items.entries()) checkNode(item, [...tokens, String(i)], problems)
  }
  if (isMap(node)) checkMap(node.items, tokens, problems)
}

function checkMap(items: readonly Pair[], tokens: readonly string[], problems: YamlProblem[]): void {
  const seen = new Set<string>()
  for (const { key, value } of items) {
    const name = nameOf(key)
    const inside = [...tokens, name]
    const offset = offsetOfNode(key)
    // Quoted it is a key like any other.
    if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
      problems.push({ tokens: inside, offset, found: 'a merge key', allowed: 'the members written out' })
    }
    if (seen.has(name)) {
      problems.push({ tokens: inside, offset, found: 'the key twice', allowed: 'each key once in its map' })
    }
    seen.add(name)
    checkNode(key, inside, problems)
    checkNode(value, inside, problems)
  }
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key)

const offsetOfNode = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0

function offsetOf(document: Document, tokens: readonly string[]): number {
  let node: unknown = document.contents
  let offset = offsetOfNode(node)
  for (const token of tokens) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(({ key }) => nameOf(key) === token)
      if (pair === undefined) break
      offset = offsetOfNode(pair.key)
      node = pair.value
    } else if (isSeq(node) && node.items[Number(token)] !== undefined) {
      node = node.items[Number(token)]
      offset = offsetOfNode(node)
    } else break
  }
  return offset
}
