// A pull, worked out before anything is written: the new text of every file that has to change, checked to say together
// exactly what is committed.

import { join } from 'node:path'
import { isSame } from '../../domain/flag/document-edit.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { editText, newText } from './edit-text.ts'
import type { FileProblem } from './file-problem.ts'
import { type FlagFile, parseFlagFile } from './flag-file.ts'
import { editsFor, type MemberEdit } from './pull-document.ts'
import { type FolderParts, mergeFiles } from './read-flags-folder.ts'
import { parseSource } from './source-file.ts'

export interface PulledFile {
  /** Below the folder. */
  readonly path: string
  readonly text: string
  readonly change: 'created' | 'changed'
  readonly edits: readonly MemberEdit[]
  /** Whether comments of the file are lost. */
  readonly lostComments: boolean
}

/** `target` is the committed document, in its full form. */
export function planPull(parts: FolderParts, target: JsonObject): Result<PulledFile[], FileProblem[]> {
  const pulled = [...editsFor(parts, target)].map(([path, edits]): PulledFile => {
    const file = parts.files.find((one) => one.path === path)
    if (file === undefined) return { path, text: newText(path, edits), change: 'created', edits, lostComments: false }
    return { path, ...editText(file, edits), change: 'changed', edits }
  })
  const after = readAgain(parts, pulled)
  if (!after.ok) return after
  const document = parseFlagDocument(after.value)
  if (document.ok && isSame(document.value as unknown as Json, partsOf(target))) return ok(pulled)
  const allowed = 'files that say exactly that: this is a fault of the command; nothing was written'
  return fail([{ file: parts.dir, path: '', found: 'a document that the files cannot say', allowed }])
}

function readAgain(parts: FolderParts, pulled: readonly PulledFile[]): Result<JsonObject, FileProblem[]> {
  const files = new Map(parts.files.map((file) => [file.path, file]))
  for (const { path, text } of pulled) {
    const source = parseSource(join(parts.dir, path), text)
    const file: Result<FlagFile, FileProblem[]> = source.ok ? parseFlagFile(path, source.value) : source
    if (!file.ok) return file
    files.set(path, file.value)
  }
  const merged = mergeFiles([...files.values()])
  return merged.ok ? ok(merged.value.written) : merged
}

/** The parts of a document that mean something, without empty ones. */
function partsOf({ flags = {}, $evaluators = {}, metadata = {} }: JsonObject): JsonObject {
  return {
    flags,
    ...(Object.keys($evaluators as object).length > 0 && { $evaluators }),
    ...(Object.keys(metadata as object).length > 0 && { metadata }),
  }
}
