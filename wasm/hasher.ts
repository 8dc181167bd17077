// Hashers over the compiled hash core. This folder alone touches its memory.
// Every hasher has its own instance, so the memory of a replaced snapshot is collected with it. Memory grows in `seal()`
// alone: a request can neither grow it nor leave more behind than one key in the fixed buffer.

import type { CreateHasher, Hasher, Salt } from '../domain/bucket/hasher.ts'
import { type HashCore, instantiate, WORD_BYTES } from './core.ts'
import { type GroupEnds, SaltTable } from './salt-table.ts'
import { TextBuffer } from './text-buffer.ts'

const PAGE_BYTES = 65_536
/** h, tail, len and the bulk results. */
const COLUMNS = 4

/** Makes hashers over a compiled hash core. The module is compiled once per isolate; an instance costs little. */
export function createWasmHasher(module: WebAssembly.Module): CreateHasher {
  return () => new WasmHasher(instantiate(module))
}

class WasmHasher implements Hasher {
  readonly #core: HashCore
  readonly #buffer: TextBuffer
  /** Dropped by `seal()`: from then on the core's memory alone holds the salts. */
  #table: SaltTable | undefined = new SaltTable()
  #ends: GroupEnds = [0, 0, 0, 0]
  /** Byte length of one column. */
  #stride = 0
  /** The position behind all salts, where the state of a long key is carried from chunk to chunk. */
  #scratch = 0
  #results = new Uint32Array(0)

  constructor(core: HashCore) {
    this.#core = core
    this.#buffer = new TextBuffer(core)
  }

  salt(text: string): Salt {
    if (!this.#table) throw new Error('Salts are fixed once the hasher is sealed')
    let state = 0
    let before = 0
    let length = 0
    if (this.#buffer.hold(text)) length = this.#buffer.length
    else {
      const last = this.#buffer.stream(text, () => {
        state = this.#core.prefixState(state, this.#buffer.capacity)
      })
      before = last.before
      length = last.length
    }
    state = this.#core.prefixState(state, length)
    return this.#table.add(text, state, this.#buffer.tail(length), before + length)
  }

  seal(): void {
    if (!this.#table) throw new Error('The hasher is sealed already')
    const core = this.#core
    this.#ends = this.#table.place()
    this.#scratch = this.#ends[3]
    const capacity = this.#scratch + 1
    this.#stride = capacity * WORD_BYTES

    const saltsAt: number = core.SALTS.value
    const missing = saltsAt + COLUMNS * this.#stride - core.memory.buffer.byteLength
    if (missing > 0) core.memory.grow(Math.ceil(missing / PAGE_BYTES))
    this.#buffer.renew(core)
    this.#results = new Uint32Array(core.memory.buffer, saltsAt + 3 * this.#stride, capacity)
    this.#table.fill(new Int32Array(core.memory.buffer, saltsAt, 3 * capacity), capacity)
    this.#table = undefined
  }

  hash(salt: Salt, key: string): number {
    if (!this.#buffer.hold(key)) return this.#hashLong(salt, key)
    return this.#core.hash1(salt.position, this.#stride, this.#buffer.length) >>> 0
  }

  hashAll(key: string): void {
    if (this.#buffer.hold(key)) this.#bulk(this.#buffer.length, 0, 0)
    else {
      const last = this.#buffer.stream(key, (before) => this.#bulk(this.#buffer.capacity, before, 1))
      this.#bulk(last.length, last.before, 0)
    }
  }

  hashed(salt: Salt): number {
    return this.#results[salt.position]!
  }

  #bulk(length: number, before: number, more: 0 | 1): void {
    const ends = this.#ends
    this.#core.bulk(length, before, more, this.#stride, ends[0], ends[1], ends[2], ends[3])
  }

  #hashLong(salt: Salt, key: string): number {
    let position = salt.position
    const last = this.#buffer.stream(key, () => {
      this.#core.absorb(position, this.#stride, this.#scratch)
      position = this.#scratch
    })
    return this.#core.hash1(position, this.#stride, last.length) >>> 0
  }
}
