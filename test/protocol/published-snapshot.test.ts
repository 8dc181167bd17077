import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../domain/json.ts'
import { sha256Hex } from '../../protocol/checksum.ts'
import { type PublishedKey, parseSnapshot, renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'

const key: PublishedKey = { id: 'web', kind: 'client', hash: 'b2'.repeat(32) }
const document: JsonObject = { flags: { banner: { state: 'ENABLED', variants: { on: true } } } }
const whole = { format: 1, keys: [key], document }

describe('a published snapshot', () => {
  it('reads back as it was written', () => {
    const property = fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (flags) => {
      const written = { ...document, flags } as JsonObject
      expect(parseSnapshot(renderSnapshot(written, [key]))).toEqual(
        JSON.parse(JSON.stringify({ format: 1, keys: [key], document: written })),
      )
    })
    fc.assert(property)
  })

  it('lives under its own hash', async () => {
    expect(snapshotKey(await sha256Hex(renderSnapshot(document, [])))).toMatch(/^snapshot\/[0-9a-f]{64}$/)
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another format', JSON.stringify({ ...whole, format: 2 })],
    ['no keys', JSON.stringify({ ...whole, keys: undefined })],
    ['keys that are a map', JSON.stringify({ ...whole, keys: {} })],
    ['a key that is null', JSON.stringify({ ...whole, keys: [null] })],
    ['a key of an unknown kind', JSON.stringify({ ...whole, keys: [{ ...key, kind: 'admin' }] })],
    ['a key without a hash', JSON.stringify({ ...whole, keys: [{ ...key, hash: undefined }] })],
    ['a key that ends at no time', JSON.stringify({ ...whole, keys: [{ ...key, expiresAt: 'soon' }] })],
    ['a key without an id', JSON.stringify({ ...whole, keys: [{ ...key, id: 7 }] })],
    ['no document', JSON.stringify({ ...whole, document: undefined })],
    ['a document without flags', JSON.stringify({ ...whole, document: {} })],
    ['a document whose flags are a list', JSON.stringify({ ...whole, document: { flags: [] } })],
    ['a snapshot that was cut off', JSON.stringify(whole).slice(0, -1)],
  ])('is not %s', (_name, text) => {
    expect(parseSnapshot(text)).toBeNull()
  })

  it('is never half a one, wherever the text is cut', () => {
    const text = renderSnapshot(document, [key])
    for (let length = 0; length < text.length; length++) expect(parseSnapshot(text.slice(0, length))).toBeNull()
  })
})

describe('a checksum', () => {
  it('is SHA-256 over UTF-8, in lower-case hexadecimal digits', async () => {
    expect(await sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await sha256Hex('größe 😀')).toMatch(/^[0-9a-f]{64}$/)
  })
})
