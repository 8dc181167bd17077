// Hashers over the compiled hash core. This folder alone touches its memory.
// Every hasher has its own instance, so the memory of a replaced snapshot is collected with it. Only registering salts
// grows memory: a request can neither grow it nor leave more behind than one key in the fixed buffer.

import type { CreateHasher, Hasher, Salt } from '../domain/bucket/hasher.ts'
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
    const core = this.#memory
    const buffer = this.#buffer
    if (buffer.hold(text)) {
      return this.#table.take(core.prefixState(0, buffer.length), buffer.tail(buffer.length), buffer.length)
    }
    let state = 0
    const { before, length } = buffer.stream(text, () => {
      state = core.prefixState(state, buffer.capacity)
    })
    return this.#table.take(core.prefixState(state, length), buffer.tail(length), before + length)
  }

  seal(): void {
    if (!this.#table) throw new Error('The hasher is sealed already')
    this.#table = undefined
    this.#results = this.#memory.results()
  }

  hash(salt: Salt, key: string): number {
    if (this.#buffer.hold(key)) return this.#memory.hash1(salt.position, this.#buffer.length) >>> 0
    let position = salt.position
    const { length } = this.#buffer.stream(key, () => {
      position = this.#memory.absorb(position)
    })
    return this.#memory.hash1(position, length) >>> 0
  }

  hashAll(key: string): void {
    const core = this.#memory
    const buffer = this.#buffer
    if (buffer.hold(key)) core.bulk(buffer.length, 0, 0)
    else {
      const { before, length } = buffer.stream(key, (earlier) => core.bulk(buffer.capacity, earlier, 1))
      core.bulk(length, before, 0)
    }
  }

  hashed(salt: Salt): number {
    return this.#results[salt.position]!
  }
}
