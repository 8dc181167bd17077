// The core's fixed buffer for text: UTF-8 bytes with zeroes behind them, so that their last word can be read whole.
// Only the last text that fits is remembered; whatever is longer passes through in full buffers and leaves nothing.

import { type HashCore, WORD_BYTES } from './core.ts'

const encoder = new TextEncoder()

/** The last part of a text that was longer than the buffer, and how many bytes went before it. */
export interface LastChunk {
  readonly before: number
  readonly length: number
}

export class TextBuffer {
  readonly capacity: number
  /** Bytes of the text that stands here whole. */
  length = 0
  #text: string | undefined
  #bytes: Uint8Array
  #words: Uint32Array

  constructor(core: HashCore) {
    this.capacity = core.KEY_BYTES.value
    this.#bytes = bytesOf(core)
    this.#words = wordsOf(core)
  }

  /** To be called when the memory has grown, which detaches its views. */
  renew(core: HashCore): void {
    this.#bytes = bytesOf(core)
    this.#words = wordsOf(core)
  }

  /** Brings the text into the buffer unless it stands there already. False if it does not fit. */
  hold(text: string): boolean {
    return text === this.#text || this.#write(text)
  }

  /** Hands over all full buffers of a text but the last 1 to `capacity` bytes, which then stand here. */
  stream(text: string, take: (before: number) => void): LastChunk {
    const bytes = encoder.encode(text)
    this.#text = undefined
    let before = 0
    for (; bytes.length - before > this.capacity; before += this.capacity) {
      this.#bytes.set(bytes.subarray(before, before + this.capacity))
      take(before)
    }
    const length = bytes.length - before
    this.#bytes.set(bytes.subarray(before))
    this.#pad(length)
    return { before, length }
  }

  /** The 0-3 bytes behind the whole words of the first `length` bytes. */
  tail(length: number): number {
    return this.#words[length >> 2]!
  }

  #write(text: string): boolean {
    const length = text.length
    if (length > this.capacity) return false
    this.#text = undefined
    // Almost every text is ASCII: write it as such, and learn on the way whether it was.
    const words = this.#words
    let seen = 0
    let at = 0
    for (; at + 4 <= length; at += 4) {
      const a = text.charCodeAt(at)
      const b = text.charCodeAt(at + 1)
      const c = text.charCodeAt(at + 2)
      const d = text.charCodeAt(at + 3)
      seen |= a | b | c | d
      words[at >> 2] = a | (b << 8) | (c << 16) | (d << 24)
    }
    let last = 0
    for (let i = at; i < length; i++) {
      const unit = text.charCodeAt(i)
      seen |= unit
      last |= unit << ((i - at) << 3)
    }
    words[at >> 2] = last
    words[(at >> 2) + 1] = 0
    this.length = length
    if (seen > 127 && !this.#encode(text)) return false
    this.#text = text
    return true
  }

  #encode(text: string): boolean {
    const { read, written } = encoder.encodeInto(text, this.#bytes.subarray(0, this.capacity))
    if (read < text.length) return false
    this.#pad(written)
    this.length = written
    return true
  }

  #pad(length: number): void {
    this.#bytes.fill(0, length, length + WORD_BYTES)
  }
}

// Both views reach past the buffer's capacity to the padding.
function bytesOf(core: HashCore): Uint8Array {
  return new Uint8Array(core.memory.buffer, core.KEY.value, core.KEY_BYTES.value + 2 * WORD_BYTES)
}

function wordsOf(core: HashCore): Uint32Array {
  return new Uint32Array(core.memory.buffer, core.KEY.value, core.KEY_BYTES.value / WORD_BYTES + 2)
}
