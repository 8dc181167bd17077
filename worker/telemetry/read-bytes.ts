// A request body as bytes, within its limits, unpacked where it is gzip. Never holds more than the limits allow, whatever a
// body says of its length or becomes when it is unpacked.

import { fail, ok, type Result } from '../../domain/result.ts'

export type Unreadable = 'too-large' | 'unknown-encoding' | 'broken'

export async function readBytes(
  request: Request,
  mostBytes: number,
  mostUnpackedBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, Unreadable>> {
  const { body, headers } = request
  if (body === null) return ok(new Uint8Array())
  if (Number(headers.get('content-length') ?? 0) > mostBytes) return fail('too-large')
  const encoding = (headers.get('content-encoding') ?? 'identity').trim().toLowerCase()
  try {
    if (encoding === 'identity' || encoding === '') return await gathered(body, mostBytes)
    if (encoding !== 'gzip') return fail('unknown-encoding')
    const packed = await gathered(body, mostBytes)
    if (!packed.ok) return packed
    const unpacked = new Blob([packed.value]).stream().pipeThrough(new DecompressionStream('gzip'))
    return await gathered(unpacked, mostUnpackedBytes)
  } catch {
    return fail('broken')
  }
}

async function gathered(
  body: ReadableStream<Uint8Array>,
  mostBytes: number,
): Promise<Result<Uint8Array<ArrayBuffer>, 'too-large'>> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early cancels the stream: what is beyond the limit is never unpacked.
  for await (const chunk of body) {
    length += chunk.byteLength
    if (length > mostBytes) return fail('too-large')
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return ok(bytes)
}
