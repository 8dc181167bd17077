// The door for flag files: JSON or YAML text to a checked document, with a message for every way it can be wrong.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { parseFlagDocument } from '../../domain/flag/parse-flag-document.ts'
import { renderProblem } from '../../domain/problem.ts'
import { fail, type Result } from '../../domain/result.ts'
import { parseText } from '../files/parse-text.ts'
import { readText } from '../files/read-text.ts'

export async function readFlagFile(path: string): Promise<Result<FlagDocument, string>> {
  const text = await readText(path, 'a flag document')
  if (!text.ok) return text
  const parsed = parseText(path, text.value)
  if (!parsed.ok) return fail(`${path}: ${parsed.error}`)
  const document = parseFlagDocument(parsed.value)
  if (document.ok) return document
  const lines = document.error.map((problem) => `  ${renderProblem(problem)}`)
  const count = document.error.length
  return fail(`${path} has ${count === 1 ? 'a problem' : `${count} problems`}:\n${lines.join('\n')}`)
}
