// A post-mortem as a file: the Markdown, and behind it a comment that names the text it began from, so that putting it back
// cannot lose what somebody else wrote meanwhile. The comment never reaches the server.

import { readFile, stat, writeFile } from 'node:fs/promises'
import { fail, ok, type Result } from '../../domain/result.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { printable } from '../output/printable.ts'

const maxBytes = 1_048_576
const mark = /\n*<!-- fuseboard post-mortem (i\d+) as of "([^"\n]*)" -->\s*$/

export interface MarkedText {
  readonly text: string
  /** Of what it began from; null where it does not say. */
  readonly etag: string | null
  readonly incident: string | null
}

export const withMark = (text: string, incident: string, etag: string | null): string =>
  etag === null ? text : `${text.trimEnd()}\n\n<!-- fuseboard post-mortem ${incident} as of "${etag}" -->\n`

export function takeMark(text: string): MarkedText {
  const found = mark.exec(text)
  if (found === null) return { text, etag: null, incident: null }
  return { text: `${text.slice(0, found.index)}\n`, incident: found[1]!, etag: found[2]! }
}

export async function readPostMortem(path: string): Promise<Result<MarkedText, Failure>> {
  try {
    const { size } = await stat(path)
    if (size > maxBytes) return refused(`${path}: found ${size} bytes; allowed: up to ${maxBytes}.`)
    return ok(takeMark(await readFile(path, 'utf8')))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : code
    return refused(`${path}: ${reason}.`)
  }
}

/** Writes over nothing without `force`. */
export async function writePostMortem(path: string, text: string, force: boolean): Promise<Result<null, Failure>> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' })
    return ok(null)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isThere = code === 'EEXIST'
    return fail({
      exitCode: exitCodes.failed,
      message: `${printable(path)} was not written: ${isThere ? 'it is there already' : code}.`,
      remedy: isThere ? 'Choose another name, or replace it with --force.' : 'Choose another place with --out.',
    })
  }
}

const refused = (message: string): Result<never, Failure> =>
  fail({
    exitCode: exitCodes.usage,
    message,
    remedy: 'fuseboard incident postmortem ID --out FILE writes one to begin with.',
  })
