import { describe, expect, it } from 'vitest'
import { readBody, tooLarge } from '../../../worker/http/read-body.ts'

const limit = 64 * 1024

/** A request whose body arrives in these pieces. */
function streamed(pieces: readonly Uint8Array[], headers: Record<string, string> = {}): Request {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
  return new Request('https://flags.example', { method: 'POST', body, headers })
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a body', () => {
  it('may be absent', async () => {
    expect(await readBody(new Request('https://flags.example', { method: 'POST' }))).toBe('')
  })

  it.each([{}, { 'content-length': String(limit) }])('of 64 KiB is read whole, with headers %j', async (headers) => {
    const text = 'x'.repeat(limit)
    expect(await readBody(streamed([bytes(text)], headers))).toBe(text)
  })

  it('that says it is larger is not read at all', async () => {
    let pulled = false
    const body = new ReadableStream(
      {
        pull(controller) {
          pulled = true
          controller.enqueue(new Uint8Array(1))
        },
      },
      { highWaterMark: 0 },
    )
    const headers = { 'content-length': String(limit + 1) }
    expect(await readBody(new Request('https://flags.example', { method: 'POST', body, headers }))).toBe(tooLarge)
    expect(pulled).toBe(false)
  })

  it('that never ends is given up one piece beyond the limit', async () => {
    let pieces = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          pieces++
          controller.enqueue(new Uint8Array(1024))
        },
      },
      { highWaterMark: 0 },
    )
    expect(await readBody(new Request('https://flags.example', { method: 'POST', body }))).toBe(tooLarge)
    expect(pieces).toBe(65)
  })

  it('is counted in bytes, not in characters', async () => {
    expect(await readBody(streamed([bytes('ü'.repeat(limit / 2))]))).toBe('ü'.repeat(limit / 2))
    expect(await readBody(streamed([bytes('ü'.repeat(limit / 2)), bytes('x')]))).toBe(tooLarge)
  })

  it('may be cut anywhere, inside a character too', async () => {
    const text = 'grün 😀 日本'
    const pieces = [...bytes(text)].map((byte) => Uint8Array.of(byte))
    expect(await readBody(streamed(pieces))).toBe(text)
  })

  it('that is no UTF-8 is text with marks of replacement', async () => {
    expect(await readBody(streamed([Uint8Array.of(0x7b, 0xff, 0x7d)]))).toBe('{\ufffd}')
    expect(await readBody(streamed([Uint8Array.of(0xc3)]))).toBe('\ufffd')
  })
})
