// The text of a JSON or YAML file to a plain value, and from any place in that value back to its line. Both kinds mean the
// same: keys are texts, each stands once in its map, and nothing is resolved that JSON could not say.

import { extname } from 'node:path'
import { pointer } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { findDuplicateKey } from './duplicate-key.ts'
import type { FileProblem } from './file-problem.ts'
import { jsonOffset } from './json-place.ts'
import { parseYaml } from './parse-yaml.ts'

export interface SourceFile {
  /** As shown to people. */
  readonly name: string
  readonly text: string
  readonly value: unknown
  /** Line and column, from 1, of the part that the pointer names, or of the nearest one around it. */
  placeOf(pointer: string): { readonly line: number; readonly column: number }
}

export const isYamlName = (name: string): boolean => ['.yaml', '.yml'].includes(extname(name).toLowerCase())

export function parseSource(name: string, text: string): Result<SourceFile, FileProblem[]> {
  const kind = isYamlName(name) ? 'a YAML map' : 'a JSON object'
  if (text.trim() === '') return fail([{ file: name, path: '', found: 'nothing', allowed: kind }])
  return isYamlName(name) ? parseYamlSource(name, text) : parseJsonSource(name, text)
}

/** The tokens of a JSON pointer, unescaped. */
export const tokensOf = (path: string): string[] =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

function parseJsonSource(name: string, text: string): Result<SourceFile, FileProblem[]> {
  const placeAt = (offset: number) => placeInText(text, offset)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const { message } = error as Error
    const position = /position (\d+)/.exec(message)?.[1]
    const place = placeAt(position === undefined ? text.length : Number(position))
    const found = message.replace(/ in JSON at position.*| \(line \d+ column \d+\)$/gs, '')
    return fail([{ file: name, ...place, path: '', found: `no JSON (${found})`, allowed: 'JSON' }])
  }
  const placeOf = (path: string) => placeAt(jsonOffset(text, tokensOf(path)))
  const twice = findDuplicateKey(text)
  if (twice === null) return ok({ name, text, value, placeOf })
  return fail([
    { file: name, ...placeOf(twice), path: twice, found: 'the key twice', allowed: 'each key once in its object' },
  ])
}

function parseYamlSource(name: string, text: string): Result<SourceFile, FileProblem[]> {
  const parsed = parseYaml(text)
  if (parsed.ok) {
    const { value, offsetOf } = parsed.value
    return ok({ name, text, value, placeOf: (path) => placeInText(text, offsetOf(tokensOf(path))) })
  }
  return fail(
    parsed.error.map(({ tokens, offset, found, allowed }) => {
      const path = tokens.reduce(pointer, '')
      return { file: name, ...placeInText(text, offset), path, found, allowed }
    }),
  )
}

function placeInText(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++
  return { line, column: offset - lastBreak }
}
