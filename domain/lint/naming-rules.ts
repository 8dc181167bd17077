// Rules about names: what everybody with a browser can read of a client-side flag, and one way of writing keys.

import { isJsonObject, type Json, pointer } from '../json.ts'
import type { DocumentRule, Finding, FlagRule } from './finding.ts'

const leaks: readonly (readonly [RegExp, string])[] = [
  [/secret|passw(or)?d|credential|api[-_]?key|private[-_]?key|access[-_]?token/i, 'reads like a secret'],
  [/[^\s@]+@[^\s@]+\.[a-z]{2,}/i, 'holds an e-mail address'],
  [/\b(localhost|(\d{1,3}\.){3}\d{1,3}|[\w-]+\.(internal|local|corp|lan))\b/i, 'names an internal host'],
]

/** Key, variants and metadata reach every client that asks; the `fuseboard` object never does. */
export const clientSideLeak: FlagRule = ({ key, path, flag, settings }) => {
  if (settings.clientSide !== true) return []
  const findings: Finding[] = []
  const check = (text: string, at: string): void => {
    const leak = leaks.find(([pattern]) => pattern.test(text))
    if (leak === undefined) return
    findings.push({
      rule: 'client-side-leak',
      severity: 'warning',
      path: at,
      message: `Every browser sees this of "${key}", and it ${leak[1]}.`,
      remedy: 'Keep it out of key, variants and metadata: only the fuseboard object stays here.',
    })
  }
  check(key, path)
  for (const [text, at] of textsOf(flag.variants, `${path}/variants`)) check(text, at)
  for (const [text, at] of textsOf(flag.metadata ?? {}, `${path}/metadata`)) check(text, at)
  return findings
}

/** Names and texts inside a value, with their places. */
function* textsOf(value: Json, path: string): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [value, path]
  else if (Array.isArray(value)) {
    for (const [i, part] of value.entries()) yield* textsOf(part as Json, pointer(path, i))
  } else if (isJsonObject(value)) {
    for (const [name, part] of Object.entries(value)) {
      yield [name, pointer(path, name)]
      yield* textsOf(part, pointer(path, name))
    }
  }
}

const styles: readonly (readonly [string, RegExp])[] = [
  ['kebab-case', /^[a-z0-9]+(-[a-z0-9]+)+$/],
  ['snake_case', /^[a-z0-9]+(_[a-z0-9]+)+$/],
  ['camelCase', /^[a-z][a-z0-9]*([A-Z][a-zA-Z0-9]*)+$/],
  ['dotted', /^[a-z0-9]+(\.[a-z0-9-]+)+$/],
]

/** One word fits every style. */
const styleOf = (key: string): string | null => styles.find(([, pattern]) => pattern.test(key))?.[0] ?? null

export const mixedKeyStyle: DocumentRule = ({ document }) => {
  const byStyle = new Map<string, string[]>()
  for (const key of Object.keys(document.flags)) {
    const style = styleOf(key)
    if (style === null) continue
    const keys = byStyle.get(style)
    if (keys === undefined) byStyle.set(style, [key])
    else keys.push(key)
  }
  const [usual, ...others] = [...byStyle].sort(([, left], [, right]) => right.length - left.length)
  return others.flatMap(([style, keys]) =>
    keys.map((key) => ({
      rule: 'key-style-mixed',
      severity: 'warning',
      path: pointer('/flags', key),
      message: `"${key}" is written in ${style}, while ${usual![1].length} other keys are in ${usual![0]}.`,
      remedy: `Write new keys in ${usual![0]}: a search then finds them all.`,
    })),
  )
}
