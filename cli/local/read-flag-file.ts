// The door for flag files: JSON or YAML text to a checked document, with a message for every way it can be wrong.

import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { parseDocument } from 'yaml'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { renderProblem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { findDuplicateKey } from './duplicate-key.ts'

/** Aliases a YAML file may expand to, so that a small file cannot become a huge document. */
const maxAliases = 100

export async function readFlagFile(path: string): Promise<Result<FlagDocument, string>> {
  const parsed = await readValueFile(path)
  if (!parsed.ok) return parsed
  const document = parseFlagDocument(parsed.value)
  if (document.ok) return document
  const lines = document.error.map((problem) => `  ${renderProblem(problem)}`)
  const count = document.error.length
  return fail(`${path} has ${count === 1 ? 'a problem' : `${count} problems`}:\n${lines.join('\n')}`)
}

/** JSON or YAML by the name's ending, unchecked. */
export async function readValueFile(path: string): Promise<Result<unknown, string>> {
  const text = await readText(path)
  if (!text.ok) return text
  const isYaml = ['.yaml', '.yml'].includes(extname(path).toLowerCase())
  const parsed = isYaml ? parseYaml(text.value) : parseJson(text.value)
  return parsed.ok ? parsed : fail(`${path}: ${parsed.error}`)
}

async function readText(path: string): Promise<Result<string, string>> {
  try {
    const { size } = await stat(path)
    if (size > maxDocumentBytes) return fail(`${path}: found ${size} bytes; allowed: up to ${maxDocumentBytes}`)
    return ok(await readFile(path, 'utf8'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : String(code)
    return fail(`${path}: ${reason}; give the path of a flag document in JSON or YAML`)
  }
}

export function parseJson(text: string): Result<unknown, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(`this is not JSON: ${(error as Error).message}`)
  }
  const duplicate = findDuplicateKey(text)
  return duplicate === null ? ok(value) : fail(`${duplicate}: found twice; allowed: each key once in its object`)
}

export function parseYaml(text: string): Result<unknown, string> {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true })
  const [error] = document.errors
  if (error !== undefined) return fail(`this is not YAML: ${error.message.trimEnd()}`)
  try {
    return ok(document.toJS({ maxAliasCount: maxAliases }))
  } catch (expansion) {
    return fail(`this YAML cannot be expanded: ${(expansion as Error).message}`)
  }
}
