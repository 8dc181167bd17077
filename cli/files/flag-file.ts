// One file of a flags folder: a part of the flag document. A file of nothing but short-form flags needs no "flags" around
// them. A member that means nothing is refused, since it is a misspelt one that does.

import { isShorthand } from '../../domain/flag/shorthand.ts'
import { isJsonObject, type Json, type JsonObject, pointer } from '../../domain/json.ts'
import { problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FileProblem } from './file-problem.ts'
import type { SourceFile } from './source-file.ts'

export interface FlagFile {
  /** Its path below the folder. */
  readonly path: string
  readonly source: SourceFile
  /** Whether its flags stand without "flags" around them. */
  readonly isBare: boolean
  readonly flags: JsonObject
  readonly $evaluators: JsonObject
  readonly metadata: JsonObject
  /** The JSON pointer, in this file, of a flag, a segment or a metadata member. */
  pathOf(section: 'flags' | '$evaluators' | 'metadata', name: string): string
}

const sections = ['flags', '$evaluators', 'metadata'] as const
const members: readonly string[] = [...sections, '$schema']

export function parseFlagFile(path: string, source: SourceFile): Result<FlagFile, FileProblem[]> {
  const { value } = source
  const refuse = (at: string, found: unknown, allowed: string): FileProblem => ({
    ...problem(at, found, allowed),
    file: source.name,
    ...source.placeOf(at),
  })
  if (!isJsonObject(value)) return fail([refuse('', value, `a map of ${members.join(', ')}`)])
  const bare = bareFlags(value)
  const flags = bare ?? value.flags ?? {}
  const problems = bare === null ? unknownMembers(value, refuse) : []
  const parts = { flags, $evaluators: value.$evaluators ?? {}, metadata: value.metadata ?? {} }
  for (const section of sections) {
    const found: Json = parts[section]
    if (!isJsonObject(found)) problems.push(refuse(`/${section}`, found, 'a map'))
  }
  if (problems.length > 0) return fail(problems)
  return ok({
    path,
    source,
    isBare: bare !== null,
    ...(parts as Record<(typeof sections)[number], JsonObject>),
    pathOf: (section, name) => pointer(section === 'flags' && bare !== null ? '' : `/${section}`, name),
  })
}

/** The flags of a file that has no "flags", if flags are all it has. */
function bareFlags(value: JsonObject): JsonObject | null {
  if (Object.hasOwn(value, 'flags')) return null
  const others = Object.entries(value).filter(([name]) => !members.includes(name))
  if (others.length === 0 || !others.every(([, flag]) => isShorthand(flag))) return null
  return Object.fromEntries(others)
}

function unknownMembers(
  value: JsonObject,
  refuse: (at: string, found: unknown, allowed: string) => FileProblem,
): FileProblem[] {
  return Object.keys(value)
    .filter((name) => !members.includes(name))
    .map((name) => refuse(pointer('', name), value[name], `one of ${members.join(', ')}, or short-form flags alone`))
}
