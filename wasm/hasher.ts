// Hashers over the compiled hash core. This folder alone touches its memory.
// Every hasher has its own instance, so the memory of a replaced snapshot is collected with it. Only registering salts
// grows memory: a request can neither grow it nor leave more behind than one key in the fixed buffer.

import type { CreateHasher, Hasher, Salt } from '../domain/bucket/hasher.ts'
import { KEY_BYTES } from './assembly/layout.ts'
import { CoreMemory } from './core-memory.ts'
import { SaltTable } from './salt-table.ts'
import { TextBuffer } from './text-buffer.ts'

/** Makes hashers over a compiled hash core. The module is compiled once per isolate; an instance costs little. */
export function createWasmHasher(module: WebAssembly.Module): CreateHasher {
  return () => new WasmHasher(new CoreMemory(module))
}

class WasmHasher implements Hasher {
  readonly #memory: CoreMemory
  readonly #buffer: TextBuffer
  /** Dropped by `seal()`: from then on the core's memory alone holds the salts. */
  #table: SaltTable | undefined
  /** Memory seen from the first result on, so that a salt's position is the place of its result. */
  #results: Uint32Array

  constructor(memory: CoreMemory) {
    this.#memory = memory
    this.#buffer = new TextBuffer(memory)
    this.#table = new SaltTable(memory)
    this.#results = memory.results()
  }

  salt(text: string): Salt {
    if (!this.#table) throw new Error('Salts are fixed once the hasher is sealed')
    const buffer = this.#buffer
    if (!buffer.hold(text)) return this.#longSalt(text, this.#table)
    const state = this.#memory.prefixState(0, buffer.length)
    return this.#table.take(state, buffer.tail(buffer.length), buffer.length)
  }

  seal(): void {
    if (!this.#table) throw new Error('The hasher is sealed already')
    this.#table = undefined
    this.#results = this.#memory.results()
  }

  // Small enough for the engine to inline: an unsigned result would else be boxed at every return.
  hash(salt: Salt, key: string): number {
    if (!this.#buffer.hold(key)) return this.#hashLong(salt, key)
    return this.#memory.hash1(salt.position, this.#buffer.length) >>> 0
  }

  hashAll(key: string): void {
    if (this.#buffer.hold(key)) this.#memory.bulk(this.#buffer.length, 0, 0)
    else this.#hashAllLong(key)
  }

  hashed(salt: Salt): number {
    return this.#results[salt.position]!
  }

  // What is longer than the buffer goes in chunks. Apart from the short ways, which would else pay for the closures.

  #longSalt(text: string, table: SaltTable): Salt {
    let state = 0
    const { before, length } = this.#buffer.stream(text, () => {
      state = this.#memory.prefixState(state, KEY_BYTES)
    })
    return table.take(this.#memory.prefixState(state, length), this.#buffer.tail(length), before + length)
  }

  #hashLong(salt: Salt, key: string): number {
    let position = salt.position
    const { length } = this.#buffer.stream(key, () => {
      position = this.#memory.absorb(position)
    })
    return this.#memory.hash1(position, length) >>> 0
  }

  #hashAllLong(key: string): void {
    const last = this.#buffer.stream(key, (before) => this.#memory.bulk(KEY_BYTES, before, 1))
    this.#memory.bulk(last.length, last.before, 0)
  }
}
