// What a folder has to become so that it says what is committed: per file the members to set and to remove, with everything
// else left as it is. Pure; nothing is written here.

import { isSame } from '../../domain/flag/document-edit.ts'
import { expandShorthand } from '../../domain/flag/shorthand.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty } from '../../domain/json.ts'
import type { FolderParts } from './read-flags-folder.ts'

export type Section = 'flags' | '$evaluators' | 'metadata'
const sections: readonly Section[] = ['flags', '$evaluators', 'metadata']

export interface MemberEdit {
  readonly section: Section
  readonly name: string
  /** Undefined removes it. */
  readonly value: Json | undefined
  readonly kind: 'added' | 'changed' | 'removed'
}

/** Edits by file, below the folder, sorted. */
export type FolderEdits = ReadonlyMap<string, readonly MemberEdit[]>

const segmentsFile = 'segments.yaml'
const unownedFile = 'flags.yaml'

export function editsFor({ files, written }: Pick<FolderParts, 'files' | 'written'>, target: JsonObject): FolderEdits {
  const edits = new Map<string, MemberEdit[]>()
  const edit = (path: string, one: MemberEdit): void => {
    const known = edits.get(path)
    if (known === undefined) edits.set(path, [one])
    else known.push(one)
  }
  for (const section of sections) {
    const wanted = mapOf(target, section)
    const seen = new Set<string>()
    for (const file of files) {
      for (const [name, local] of Object.entries(file[section])) {
        seen.add(name)
        const value = ownProperty(wanted, name)
        if (value === undefined) edit(file.path, { section, name, value, kind: 'removed' })
        else if (!isSame(fullForm(section, name, local, written), value)) {
          edit(file.path, { section, name, value, kind: 'changed' })
        }
      }
    }
    for (const [name, value] of Object.entries(wanted)) {
      if (!seen.has(name)) edit(homeOf(section, value, files), { section, name, value, kind: 'added' })
    }
  }
  return new Map([...edits].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** A flag in its full form; what cannot be expanded differs from everything. */
function fullForm(section: Section, name: string, value: Json, written: JsonObject): Json | undefined {
  if (section !== 'flags') return value
  const expanded = expandShorthand({ ...written, flags: Object.fromEntries([[name, value]]) })
  return expanded.ok ? ownProperty(mapOf(expanded.value as JsonObject, 'flags'), name) : undefined
}

/** Where something new goes: a flag to the file named after its owner. */
function homeOf(section: Section, value: Json, files: FolderParts['files']): string {
  if (section === '$evaluators') return segmentsFile
  if (section === 'metadata') return files.find(({ metadata }) => Object.keys(metadata).length > 0)?.path ?? unownedFile
  const settings = isJsonObject(value) ? ownProperty(value, 'fuseboard') : undefined
  const owner = isJsonObject(settings) && typeof settings.owner === 'string' ? settings.owner : ''
  const slug = owner
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
  // "segments.yaml" holds the segments; an owner of that name moves aside.
  const name = slug === '' ? unownedFile : slug === 'segments' ? 'segments-team.yaml' : `${slug}.yaml`
  const yml = name.replace(/\.yaml$/, '.yml')
  return files.some(({ path }) => path === yml) ? yml : name
}

function mapOf(document: JsonObject, section: Section): JsonObject {
  const map = ownProperty(document, section)
  return isJsonObject(map) ? map : {}
}
