// The text of a flag file or an export, JSON or YAML, to a value, with a message for every way it can be wrong.

import { extname } from 'node:path'
import { parseDocument } from 'yaml'
import { fail, ok, type Result } from '../../domain/result.ts'
import { findDuplicateKey } from './duplicate-key.ts'

/** Aliases a YAML file may expand to, so that a small file cannot become a huge document. */
const maxAliases = 100

/** The name tells which it is: `.yaml` and `.yml` are YAML, all else is JSON. The error does not name the file. */
export function parseText(path: string, text: string): Result<unknown, string> {
  return ['.yaml', '.yml'].includes(extname(path).toLowerCase()) ? parseYaml(text) : parseJson(text)
}

function parseJson(text: string): Result<unknown, string> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return fail(`this is not JSON: ${(error as Error).message}`)
  }
  const duplicate = findDuplicateKey(text)
  return duplicate === null ? ok(value) : fail(`${duplicate}: found twice; allowed: each key once in its object`)
}

function parseYaml(text: string): Result<unknown, string> {
  const document = parseDocument(text, { uniqueKeys: true, prettyErrors: true })
  const [error] = document.errors
  if (error !== undefined) return fail(`this is not YAML: ${error.message.trimEnd()}`)
  try {
    return ok(document.toJS({ maxAliasCount: maxAliases }))
  } catch (expansion) {
    return fail(`this YAML cannot be expanded: ${(expansion as Error).message}`)
  }
}
