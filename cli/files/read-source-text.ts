// A file's bytes to its text. What could be read in two ways, or is too large to be a flag document, is refused.

import { readFile, stat } from 'node:fs/promises'
import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import type { Problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EACCES: 'a file that may not be read',
  EISDIR: 'a folder',
  ELOOP: 'links in a circle',
}

export async function readSourceText(path: string): Promise<Result<string, Problem>> {
  let bytes: Uint8Array
  try {
    const found = await stat(path)
    // A pipe or a device might never end.
    if (!found.isFile()) return refused('something that is no file', 'a JSON or YAML file')
    if (found.size > maxDocumentBytes) return refused(`${found.size} bytes`, `up to ${maxDocumentBytes} bytes`)
    bytes = await readFile(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return refused(reasons[code] ?? code, 'a JSON or YAML file that can be read')
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return refused('a byte order mark', 'UTF-8 without one: save the file again as plain UTF-8')
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return refused('bytes that are no UTF-8', 'UTF-8: save the file again in that encoding')
  }
}

const refused = (found: string, allowed: string): Result<never, Problem> => fail({ path: '', found, allowed })
