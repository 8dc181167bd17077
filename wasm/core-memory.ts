// The compiled hash core with views of its memory. assembly/layout.ts says what stands where.

import { OUT } from './assembly/layout.ts'

/** What the core exports. A salt's `position` is an index of words in memory. */
interface HashCore {
  readonly memory: WebAssembly.Memory
  prefixState(h: number, len: number): number
  append(h: number, tail: number, len: number): number
  hash1(position: number, keyLen: number): number
  absorb(position: number): number
  bulk(keyLen: number, before: number, more: number): void
}

export class CoreMemory {
  // The core's functions as fields: every instance's exports are an object of a shape of their own, which would undo
  // the engine's optimised code at each new snapshot.
  readonly prefixState: HashCore['prefixState']
  readonly hash1: HashCore['hash1']
  readonly absorb: HashCore['absorb']
  readonly bulk: HashCore['bulk']
  /** Renewed when memory grows, which detaches its views: never keep one across `append`. */
  words: Int32Array
  bytes: Uint8Array
  readonly #append: HashCore['append']
  readonly #memory: WebAssembly.Memory

  constructor(module: WebAssembly.Module) {
    const core = new WebAssembly.Instance(module).exports as unknown as HashCore
    this.prefixState = core.prefixState
    this.hash1 = core.hash1
    this.absorb = core.absorb
    this.bulk = core.bulk
    this.words = new Int32Array(core.memory.buffer)
    this.bytes = new Uint8Array(core.memory.buffer)
    this.#append = core.append
    this.#memory = core.memory
  }

  /** Adds a salt and returns its position. The only call that grows memory. */
  append(h: number, tail: number, len: number): number {
    const append = this.#append
    const position = append(h, tail, len)
    if (this.words.length === 0) {
      this.words = new Int32Array(this.#memory.buffer)
      this.bytes = new Uint8Array(this.#memory.buffer)
    }
    return position
  }

  /** The bulk results by position; as short-lived as the other views. */
  results(): Uint32Array {
    return new Uint32Array(this.#memory.buffer, OUT)
  }
}
