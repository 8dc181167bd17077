// A request body as text, within the limit. A body that says its length is read in one call; any other is counted.

import { maxBodyBytes } from '../../protocol/evaluation-context.ts'

export const tooLarge: unique symbol = Symbol('body too large')

export function readBody(request: Request): Promise<string | typeof tooLarge> | string | typeof tooLarge {
  const length = request.headers.get('content-length')
  // `request.body` makes a stream of it, which costs as much as reading it: only where the length is not known.
  if (length === null) return request.body === null ? '' : readCounted(request.body)
  return Number(length) > maxBodyBytes ? tooLarge : request.text()
}

async function readCounted(body: ReadableStream<Uint8Array>): Promise<string | typeof tooLarge> {
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes) return tooLarge
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
