// A folder of flag files to one flag document: each file is a part of it, and every part comes from one file only. Problems
// name the file and the line, whoever finds them.

import { join } from 'node:path'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { Problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FileProblem } from './file-problem.ts'
import { type FlagFile, parseFlagFile } from './flag-file.ts'
import { listFolder } from './list-folder.ts'
import { readSourceText } from './read-source-text.ts'
import { parseSource } from './source-file.ts'

/** The files, and what they say together, before anybody has checked the flags. */
export interface FolderParts {
  readonly dir: string
  readonly files: readonly FlagFile[]
  /** Names of the test files, below the folder. */
  readonly tests: readonly string[]
  /** The merged document as it is written, short forms and all. */
  readonly written: JsonObject
  /** A problem of the merged document, in its file. */
  place(problem: Problem): FileProblem
}

export interface FlagsFolder extends FolderParts {
  readonly document: FlagDocument
}

/** Reads and checks a folder. One without a single flag file is refused: an empty document would remove every flag. */
export async function readFlagsFolder(dir: string): Promise<Result<FlagsFolder, FileProblem[]>> {
  const parts = await readFolderParts(dir)
  if (!parts.ok) return parts
  if (parts.value.files.length === 0) {
    const allowed =
      'at least one .yaml, .yml or .json file: fuseboard pull fetches what is published, init makes an example'
    return fail([{ file: dir, path: '', found: 'no flag file', allowed }])
  }
  const parsed = parseFlagDocument(parts.value.written)
  if (!parsed.ok) return fail(parsed.error.map(parts.value.place))
  return ok({ ...parts.value, document: parsed.value })
}

export async function readFolderParts(dir: string): Promise<Result<FolderParts, FileProblem[]>> {
  const listing = await listFolder(dir)
  if (!listing.ok) return listing
  const files: FlagFile[] = []
  const problems: FileProblem[] = []
  let bytes = 0
  for (const path of listing.value.flags) {
    const name = join(dir, path)
    const text = await readSourceText(name)
    if (!text.ok) {
      problems.push({ file: name, ...text.error })
      continue
    }
    bytes += Buffer.byteLength(text.value)
    if (bytes > maxDocumentBytes) {
      return fail([
        { file: dir, path: '', found: `more than ${maxDocumentBytes} bytes`, allowed: 'less, in all files' },
      ])
    }
    const source = parseSource(name, text.value)
    const file = source.ok ? parseFlagFile(path, source.value) : source
    if (file.ok) files.push(file.value)
    else problems.push(...file.error)
  }
  if (problems.length > 0) return fail(problems)
  const merged = mergeFiles(files)
  return merged.ok ? ok({ dir, files, tests: listing.value.tests, ...merged.value }) : merged
}

type Section = 'flags' | '$evaluators' | 'metadata'
const sections: readonly Section[] = ['flags', '$evaluators', 'metadata']
const nouns: Readonly<Record<Section, string>> = { flags: 'flag', $evaluators: 'segment', metadata: 'metadata' }

/** Puts the parts of all files together. */
export function mergeFiles(files: readonly FlagFile[]): Result<Pick<FolderParts, 'written' | 'place'>, FileProblem[]> {
  const problems: FileProblem[] = []
  const owners = new Map<string, FlagFile>()
  const merged = new Map(sections.map((section) => [section, new Map<string, Json>()]))
  for (const file of files) {
    for (const section of sections) {
      for (const [name, value] of Object.entries(file[section])) {
        const id = `${section}/${name}`
        const earlier = owners.get(id)
        const agrees = section === 'metadata' && merged.get(section)!.get(name) === value
        if (earlier !== undefined && !agrees) problems.push(twice(file, earlier, section, name))
        if (earlier !== undefined) continue
        owners.set(id, file)
        merged.get(section)!.set(name, value)
      }
    }
  }
  if (problems.length > 0) return fail(problems)
  const objectOf = (section: Section): JsonObject => Object.fromEntries(merged.get(section)!)
  const written = {
    flags: objectOf('flags'),
    ...(merged.get('$evaluators')!.size > 0 && { $evaluators: objectOf('$evaluators') }),
    ...(merged.get('metadata')!.size > 0 && { metadata: objectOf('metadata') }),
  }
  return ok({ written, place: (found) => placeProblem(found, owners, files) })
}

function twice(file: FlagFile, earlier: FlagFile, section: Section, name: string): FileProblem {
  const path = file.pathOf(section, name)
  const first = earlier.source.placeOf(earlier.pathOf(section, name))
  const found = `the ${nouns[section]} ${JSON.stringify(name)}, which stands in ${earlier.source.name}:${first.line} too`
  const allowed = section === 'metadata' ? 'the same value in both files' : `each ${nouns[section]} in one file only`
  return { file: file.source.name, ...file.source.placeOf(path), path, found, allowed }
}

function placeProblem(found: Problem, owners: ReadonlyMap<string, FlagFile>, files: readonly FlagFile[]): FileProblem {
  const [, section = '', token = '', ...rest] = found.path.split('/')
  const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
  const file = owners.get(`${section}/${name}`)
  if (file === undefined) return { ...found, file: files[0]?.source.name ?? '' }
  const path = [file.pathOf(section as Section, name), ...rest].join('/')
  return { ...found, path, file: file.source.name, ...file.source.placeOf(path) }
}
