// Bodies that are a part of the document: read once, however often a write has to plan again, and only once the write may begin.

import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { isJsonObject, type JsonObject } from '../../domain/json.ts'
import { type Problem, problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Refusal } from '../refusal.ts'
import type { Call } from './endpoint.ts'
import { parseJson, readBody } from './read-body.ts'

/** An object: null, which removes a part from the document, is none. */
export function readDefinition(
  request: Request,
  allowed = 'an object: a flag, its short form, or a patch of one',
): () => Promise<Result<JsonObject, Refusal>> {
  let body: Promise<Result<JsonObject, Refusal>> | undefined
  return () => {
    body ??= readObject(request, allowed)
    return body
  }
}

async function readObject(request: Request, allowed: string): Promise<Result<JsonObject, Refusal>> {
  const text = await readBody(request, maxDocumentBytes)
  if (!text.ok) return text
  const json = parseJson(text.value)
  if (!json.ok) return json
  if (isJsonObject(json.value)) return ok(json.value)
  return fail({ kind: 'invalid-body', problems: [problem('', json.value, allowed)] })
}

/** Nothing can be called so: whoever may come in is told what would be a name. */
export async function refuseName(
  { root, caller }: Pick<Call<unknown, unknown>, 'root' | 'caller'>,
  noun: string,
  problems: readonly Problem[],
): Promise<Result<never, Refusal>> {
  const admitted = await root.admit(caller)
  if (!admitted.ok) return admitted
  return fail({ kind: 'not-found', detail: `no ${noun} can be called that; allowed: ${problems[0]?.allowed}` })
}
