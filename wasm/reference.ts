// The hash as its definition reads: the measure for the core in tests, and enough where single answers are explained.
// Clear rather than fast.

import type { CreateHasher, Salt } from '../domain/bucket/hasher.ts'

const encoder = new TextEncoder()

/** Hashers that compute every hash from the whole text. */
export const createReferenceHasher: CreateHasher = () => {
  const salts = new Map<string, Salt>()
  const texts: string[] = []
  let sealed = false
  let bulkKey = ''
  const hash = (salt: Salt, key: string) => murmur3(bytesOf(texts[salt.position]!, key))
  return {
    salt(text) {
      if (sealed) throw new Error('Salts are fixed once the hasher is sealed')
      const known = salts.get(text)
      if (known) return known
      const salt = { position: texts.push(text) - 1 }
      salts.set(text, salt)
      return salt
    },
    seal() {
      if (sealed) throw new Error('The hasher is sealed already')
      sealed = true
    },
    hash,
    hashAll(key) {
      bulkKey = key
    },
    hashed: (salt) => hash(salt, bulkKey),
  }
}

// Encoded apart: a salt ending in half a surrogate pair never joins the other half at the start of the key.
function bytesOf(salt: string, key: string): Uint8Array {
  return Uint8Array.from([...encoder.encode(salt), ...encoder.encode(key)])
}

/** MurmurHash3 x86_32, seed 0, unsigned. */
export function murmur3(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const whole = bytes.length & ~3
  let h = 0
  for (let at = 0; at < whole; at += 4) {
    h ^= scramble(view.getUint32(at, true))
    h = Math.imul(rotateLeft(h, 13), 5) + 0xe6546b64
  }
  let tail = 0
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]!
  h ^= scramble(tail)
  h ^= bytes.length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function scramble(k: number): number {
  return Math.imul(rotateLeft(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593)
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits))
}
