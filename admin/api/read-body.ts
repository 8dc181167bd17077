// Request bodies, within their limit: what is too large is refused before it is read, or as soon as it shows.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { Refusal } from '../refusal.ts'

export async function readBody(request: Request, maxBytes: number): Promise<Result<string, Refusal>> {
  const tooLarge: Refusal = { kind: 'too-large', what: 'the body', maxBytes }
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return fail(tooLarge)
  if (request.body === null) return ok('')
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return fail(tooLarge)
    text += decoder.decode(chunk, { stream: true })
  }
  return ok(text + decoder.decode())
}

export function parseJson(text: string): Result<unknown, Refusal> {
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    const detail = text.trim() === '' ? 'a JSON body is needed' : `the body is not JSON: ${(error as Error).message}`
    return fail({ kind: 'malformed-json', detail })
  }
}
