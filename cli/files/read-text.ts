// A file's text, with a message for every way it cannot be had.

import { readFile, stat } from 'node:fs/promises'
import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { fail, ok, type Result } from '../../domain/result.ts'

/** `wanted` says what kind of file belongs there. */
export async function readText(path: string, wanted: string): Promise<Result<string, string>> {
  try {
    const { size } = await stat(path)
    if (size > maxDocumentBytes) return fail(`${path}: found ${size} bytes; allowed: up to ${maxDocumentBytes}`)
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : String(code)
    return fail(`${path}: ${reason}; give the path of ${wanted} in JSON or YAML`)
  }
}
