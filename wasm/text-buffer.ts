// The core's fixed buffer for text: UTF-8 bytes with zeroes behind them, so that their last word can be read whole.
// Only the last text that fits is remembered; whatever is longer passes through in full buffers and leaves nothing.

import type { CoreMemory } from './core-memory.ts'

const encoder = new TextEncoder()
const PADDING_BYTES = 8

/** The last part of a text that was longer than the buffer, and how many bytes went before it. */
export interface LastChunk {
  readonly before: number
  readonly length: number
}

export class TextBuffer {
  readonly capacity: number
  /** Bytes of the text held. */
  length = 0
  readonly #memory: CoreMemory
  readonly #start: number
  /** The text held and its last UTF-16 unit; undefined while the buffer holds a part of something longer. */
  #text: string | undefined
  #lastUnit = 0

  constructor(memory: CoreMemory) {
    this.#memory = memory
    this.#start = memory.keyStart
    this.capacity = memory.keyCapacity
  }

  /** Brings the text into the buffer unless it stands there already. False if it does not fit. */
  hold(text: string): boolean {
    // Comparing two strings costs a call, and most that differ differ in their last character already.
    const lastUnit = text.length > 0 ? text.charCodeAt(text.length - 1) : 0
    if (lastUnit === this.#lastUnit && text === this.#text) return true
    return this.#write(text, lastUnit)
  }

  /** Hands over all full buffers of a text but the last 1 to `capacity` bytes, which then stand here. */
  stream(text: string, take: (before: number) => void): LastChunk {
    const encoded = encoder.encode(text)
    const { bytes } = this.#memory
    this.#text = undefined
    let before = 0
    for (; encoded.length - before > this.capacity; before += this.capacity) {
      bytes.set(encoded.subarray(before, before + this.capacity), this.#start)
      take(before)
    }
    bytes.set(encoded.subarray(before), this.#start)
    const length = encoded.length - before
    this.#pad(length)
    return { before, length }
  }

  /** The 0-3 bytes behind the whole words of the first `length` bytes. */
  tail(length: number): number {
    return this.#memory.words[(this.#start + length) >> 2]!
  }

  // Almost every text is ASCII: written as such a word at a time, learning on the way whether it was.
  #write(text: string, lastUnit: number): boolean {
    const length = text.length
    if (length > this.capacity) return false
    const { words } = this.#memory
    let word = this.#start >> 2
    let seen = 0
    let at = 0
    for (; at + 4 <= length; at += 4) {
      const a = text.charCodeAt(at)
      const b = text.charCodeAt(at + 1)
      const c = text.charCodeAt(at + 2)
      const d = text.charCodeAt(at + 3)
      seen |= a | b | c | d
      words[word++] = a | (b << 8) | (c << 16) | (d << 24)
    }
    let last = 0
    for (let shift = 0; at < length; at++, shift += 8) {
      const unit = text.charCodeAt(at)
      seen |= unit
      last |= unit << shift
    }
    words[word] = last
    words[word + 1] = 0
    this.length = length
    this.#text = text
    this.#lastUnit = lastUnit
    return seen <= 127 || this.#encode(text)
  }

  #encode(text: string): boolean {
    const room = this.#memory.bytes.subarray(this.#start, this.#start + this.capacity)
    const { read, written } = encoder.encodeInto(text, room)
    if (read < text.length) {
      this.#text = undefined
      return false
    }
    this.#pad(written)
    this.length = written
    return true
  }

  #pad(length: number): void {
    const end = this.#start + length
    this.#memory.bytes.fill(0, end, end + PADDING_BYTES)
  }
}
