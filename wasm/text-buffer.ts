// The core's fixed buffer for text, as UTF-8. What stands behind the text is left over and never counts.
// Only the last text that fits is remembered; whatever is longer passes through in full buffers and leaves nothing.

import { KEY, KEY_BYTES } from './assembly/layout.ts'
import type { CoreMemory } from './core-memory.ts'

const encoder = new TextEncoder()
/** Bits no ASCII unit has, in both halves of a word. */
const NOT_ASCII = 0xff80ff80

/** The last part of a text that was longer than the buffer, and how many bytes went before it. */
export interface LastChunk {
  readonly before: number
  readonly length: number
}

export class TextBuffer {
  /** Bytes of the text held. */
  length = 0
  readonly #memory: CoreMemory
  /** The text held and its last UTF-16 unit; undefined while the buffer holds a part of something longer. */
  #text: string | undefined
  #lastUnit = 0

  constructor(memory: CoreMemory) {
    this.#memory = memory
  }

  /** Brings the text into the buffer unless it stands there already. False if it does not fit. */
  hold(text: string): boolean {
    // Comparing two strings costs a call, and most that differ differ in their last character already.
    const lastUnit = text.length > 0 ? text.charCodeAt(text.length - 1) : 0
    if (lastUnit === this.#lastUnit && text === this.#text) return true
    return this.#write(text, lastUnit)
  }

  /** Hands over all full buffers of a text but the last 1 to KEY_BYTES bytes, which then stand here. */
  stream(text: string, take: (before: number) => void): LastChunk {
    const encoded = encoder.encode(text)
    const { bytes } = this.#memory
    this.#text = undefined
    let before = 0
    for (; encoded.length - before > KEY_BYTES; before += KEY_BYTES) {
      bytes.set(encoded.subarray(before, before + KEY_BYTES), KEY)
      take(before)
    }
    bytes.set(encoded.subarray(before), KEY)
    return { before, length: encoded.length - before }
  }

  /** The 0-3 bytes behind the whole words of the first `length` bytes. */
  tail(length: number): number {
    return this.#memory.words[(KEY + length) >> 2]! & ((1 << ((length & 3) << 3)) - 1)
  }

  // Almost every text is ASCII: written as such a word at a time, learning on the way whether it was.
  #write(text: string, lastUnit: number): boolean {
    const length = text.length
    if (length > KEY_BYTES) return false
    const { words } = this.#memory
    let word = KEY >> 2
    let seen = 0
    let at = 0
    for (; at + 4 <= length; at += 4) {
      const even = text.charCodeAt(at) | (text.charCodeAt(at + 2) << 16)
      const odd = text.charCodeAt(at + 1) | (text.charCodeAt(at + 3) << 16)
      seen |= even | odd
      words[word++] = even | (odd << 8)
    }
    if (at < length) {
      let last = 0
      for (let shift = 0; at < length; at++, shift += 8) {
        const unit = text.charCodeAt(at)
        seen |= unit
        last |= unit << shift
      }
      words[word] = last
    }
    this.length = length
    this.#text = text
    this.#lastUnit = lastUnit
    return (seen & NOT_ASCII) === 0 || this.#encode(text)
  }

  #encode(text: string): boolean {
    const room = this.#memory.bytes.subarray(KEY, KEY + KEY_BYTES)
    const { read, written } = encoder.encodeInto(text, room)
    if (read < text.length) {
      this.#text = undefined
      return false
    }
    this.length = written
    return true
  }
}
