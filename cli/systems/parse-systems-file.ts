// The door for systems.yaml: a list of systems, each with its id, its owner and what it depends on. All problems are found at
// once, with their place; a member that means nothing is a misspelt one that does.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { SystemRecord } from '../../protocol/admin-records.ts'
import type { FileProblem } from '../files/file-problem.ts'
import type { SourceFile } from '../files/source-file.ts'

export const systemMembers = ['id', 'name', 'owner', 'paths', 'dependsOn', 'critical', 'approval'] as const

const controlCharacter = /\p{Cc}/u
const nameText = 'a name of 1 to 256 characters, without control characters, outer spaces, and not "__proto__"'
const globText = 'a glob of 1 to 500 characters'
const maxEntries = 100

type Refuse = (path: string, found: unknown, allowed: string) => void

const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.length > 0 &&
  value.length <= 256 &&
  value.trim() === value &&
  !controlCharacter.test(value) &&
  value !== '__proto__'

const isGlob = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 500

export function parseSystemsFile(source: SourceFile): Result<readonly SystemRecord[], FileProblem[]> {
  const problems: FileProblem[] = []
  const refuse: Refuse = (path, found, allowed) => {
    problems.push({ ...problem(path, found, allowed), file: source.name, ...source.placeOf(path) })
  }
  const { value } = source
  const systems = isJsonObject(value) ? ownProperty(value, 'systems') : undefined
  if (isJsonObject(value)) checkMembers(value, '', ['systems', '$schema'], refuse)
  if (!Array.isArray(systems)) {
    if (isJsonObject(value)) refuse('/systems', systems, 'a list of systems')
    else refuse('', value, 'a map with "systems"')
    return fail(problems)
  }
  const parsed = systems.map((one: Json, i) => parseSystem(one, pointer('/systems', i), refuse))
  const seen = new Map<string, number>()
  for (const [i, { id }] of parsed.entries()) {
    const first = seen.get(id)
    if (first === undefined) seen.set(id, i)
    else if (isName(id)) refuse(`/systems/${i}/id`, id, `each id once: /systems/${first} has it`)
  }
  return problems.length > 0 ? fail(problems) : ok(parsed)
}

function checkMembers(value: JsonObject, path: string, known: readonly string[], refuse: Refuse): void {
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue
    const [nearest] = nearestNames(name, known, 1)
    const meant = nearest === undefined ? '' : `; did you mean "${nearest}"?`
    refuse(pointer(path, name), value[name], `one of ${known.join(', ')}${meant}`)
  }
}

function parseSystem(value: Json, path: string, refuse: Refuse): SystemRecord {
  if (!isJsonObject(value)) {
    refuse(path, value, 'a map of id, owner, and what else is to be said')
    return { id: '', name: '', owner: '', paths: [], dependsOn: [], critical: false, approval: false }
  }
  checkMembers(value, path, systemMembers, refuse)
  const member = (name: string, otherwise?: Json): Json | undefined => {
    const found = ownProperty(value, name)
    return found === undefined ? otherwise : found
  }
  const nameOf = (name: string, otherwise?: string): string => {
    const found = member(name, otherwise)
    if (!isName(found)) refuse(`${path}/${name}`, found, nameText)
    return String(found)
  }
  const listOf = (name: string, fits: (one: unknown) => one is string, allowed: string): readonly string[] => {
    const found = member(name, [])
    if (!Array.isArray(found) || found.length > maxEntries) {
      refuse(`${path}/${name}`, found, `a list of up to ${maxEntries}`)
      return []
    }
    for (const [i, one] of found.entries()) if (!fits(one)) refuse(`${path}/${name}/${i}`, one, allowed)
    return found as string[]
  }
  const whether = (name: string): boolean => {
    const found = member(name, false)
    if (typeof found !== 'boolean') refuse(`${path}/${name}`, found, 'true or false')
    return found === true
  }
  const id = nameOf('id')
  return {
    id,
    name: nameOf('name', id),
    owner: nameOf('owner'),
    paths: listOf('paths', isGlob, globText),
    dependsOn: listOf('dependsOn', isName, 'the id of a system'),
    critical: whether('critical'),
    approval: whether('approval'),
  }
}
