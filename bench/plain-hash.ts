// The same algebra as the hash core in plain JavaScript, written to be as fast as it can be: the opponent of the core.
// Like the core it keeps, per salt, the state after the whole words, the tail and the length. ASCII keys are hashed
// from their characters; any other key takes the way through its bytes.

import { murmur3 } from '../wasm/reference.ts'

export interface PlainSalt {
  readonly text: string
  readonly h: number
  readonly tail: number
  readonly len: number
}

const encoder = new TextEncoder()
/** Bits no ASCII unit has, in both halves of a word. */
const NOT_ASCII = 0xff80ff80

export function plainSalt(text: string): PlainSalt {
  const bytes = encoder.encode(text)
  const view = new DataView(bytes.buffer)
  const whole = bytes.length & ~3
  let h = 0
  for (let at = 0; at < whole; at += 4) h = round(h, mix(view.getUint32(at, true)))
  let tail = 0
  for (let at = bytes.length - 1; at >= whole; at--) tail = (tail << 8) | bytes[at]!
  return { text, h, tail, len: bytes.length }
}

/** One salt and one key, straight from the key's characters. */
export function plainHash(salt: PlainSalt, key: string): number {
  const length = key.length
  const shared = salt.len & 3
  let h = salt.h
  let k = salt.tail
  let seen = 0
  let at = 0
  if (shared !== 0) {
    for (let shift = shared << 3; shift < 32 && at < length; shift += 8, at++) {
      const unit = key.charCodeAt(at)
      seen |= unit
      k |= unit << shift
    }
    if (at < 4 - shared) return seen > 127 ? wholeText(salt, key) : finish(h ^ mix(k) ^ (salt.len + length))
    h = round(h, mix(k))
  }
  for (; at + 4 <= length; at += 4) {
    const even = key.charCodeAt(at) | (key.charCodeAt(at + 2) << 16)
    const odd = key.charCodeAt(at + 1) | (key.charCodeAt(at + 3) << 16)
    seen |= even | odd
    h = round(h, mix(even | (odd << 8)))
  }
  let last = 0
  for (let shift = 0; at < length; shift += 8, at++) {
    const unit = key.charCodeAt(at)
    seen |= unit
    last |= unit << shift
  }
  return (seen & NOT_ASCII) !== 0 ? wholeText(salt, key) : finish(h ^ mix(last) ^ (salt.len + length))
}

function wholeText(salt: PlainSalt, key: string): number {
  return murmur3(encoder.encode(salt.text + key))
}

/** All salts of a snapshot with one key: grouped by length mod 4, the key's words mixed once per group. */
export class PlainBulk {
  readonly results: Uint32Array
  readonly #groups: { first: number; h: Int32Array; tail: Int32Array; len: Int32Array }[]
  #bytes = new Uint8Array(64)
  #mixed = new Int32Array(16)

  constructor(salts: readonly PlainSalt[]) {
    this.results = new Uint32Array(salts.length)
    let first = 0
    this.#groups = [0, 1, 2, 3].map((shared) => {
      const members = salts.filter(({ len }) => (len & 3) === shared)
      const column = (field: 'h' | 'tail' | 'len') => Int32Array.from(members, (salt) => salt[field])
      const group = { first, h: column('h'), tail: column('tail'), len: column('len') }
      first += members.length
      return group
    })
  }

  hashAll(key: string): void {
    const length = this.#write(key)
    for (let shared = 0; shared < 4; shared++) {
      if (this.#groups[shared]!.h.length > 0) this.#hashGroup(shared, length)
    }
  }

  #hashGroup(shared: number, length: number): void {
    const { first, h: states, tail: tails, len: lens } = this.#groups[shared]!
    const bytes = this.#bytes
    const mixed = this.#mixed
    const results = this.results
    const start = shared === 0 ? 0 : 4 - shared
    const ends = shared !== 0 && length < start
    const count = ends ? 0 : (length - start) >> 2
    for (let i = 0; i < count; i++) mixed[i] = mix(wordAt(bytes, start + (i << 2)))
    const last = ends ? 0 : mix(wordAt(bytes, start + (count << 2)))
    const head = shared === 0 ? 0 : wordAt(bytes, 0) << (shared << 3)
    let i = 0
    // Two salts at a time: neither waits for its own chain of operations alone.
    for (; i + 1 < states.length; i += 2) {
      let g = states[i]!
      let h = states[i + 1]!
      if (ends) {
        g ^= mix(tails[i]! | head)
        h ^= mix(tails[i + 1]! | head)
      } else if (shared !== 0) {
        g = round(g, mix(tails[i]! | head))
        h = round(h, mix(tails[i + 1]! | head))
      }
      for (let word = 0; word < count; word++) {
        const k = mixed[word]!
        g = round(g, k)
        h = round(h, k)
      }
      results[first + i] = finish(g ^ last ^ (lens[i]! + length))
      results[first + i + 1] = finish(h ^ last ^ (lens[i + 1]! + length))
    }
    for (; i < states.length; i++) {
      let h = states[i]!
      if (ends) h ^= mix(tails[i]! | head)
      else if (shared !== 0) h = round(h, mix(tails[i]! | head))
      for (let word = 0; word < count; word++) h = round(h, mixed[word]!)
      results[first + i] = finish(h ^ last ^ (lens[i]! + length))
    }
  }

  #write(key: string): number {
    if (key.length * 3 + 8 > this.#bytes.length) {
      this.#bytes = new Uint8Array(key.length * 6 + 8)
      this.#mixed = new Int32Array(this.#bytes.length >> 2)
    }
    const bytes = this.#bytes
    let seen = 0
    let length = key.length
    for (let at = 0; at < length; at++) {
      const unit = key.charCodeAt(at)
      seen |= unit
      bytes[at] = unit
    }
    if (seen > 127) length = encoder.encodeInto(key, bytes).written
    bytes.fill(0, length, length + 8)
    return length
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function mix(k: number): number {
  const product = Math.imul(k, 0xcc9e2d51)
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593)
}

function round(h: number, k: number): number {
  const mixed = h ^ k
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

function finish(h: number): number {
  let mixed = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
