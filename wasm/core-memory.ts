// The compiled hash core with views of its memory. assembly/layout.ts explains what stands where.

/** What the core exports. A salt's `position` is an index of words in memory. */
interface HashCore {
  readonly memory: WebAssembly.Memory
  /** Address and byte capacity of the text buffer. */
  readonly KEY: WebAssembly.Global
  readonly KEY_BYTES: WebAssembly.Global
  /** How many bytes behind a salt its tail, its length and its bulk result stand. */
  readonly TAIL: WebAssembly.Global
  readonly LEN: WebAssembly.Global
  readonly OUT: WebAssembly.Global
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
  readonly keyStart: number
  readonly keyCapacity: number
  /** Distances from a salt's position to its tail and its length. */
  readonly tailOffset: number
  readonly lenOffset: number
  /** Renewed when memory grows, which detaches its views: never keep one across `append`. */
  words: Int32Array
  bytes: Uint8Array
  readonly #outStart: number
  readonly #append: HashCore['append']
  readonly #memory: WebAssembly.Memory

  constructor(module: WebAssembly.Module) {
    const core = new WebAssembly.Instance(module).exports as unknown as HashCore
    this.prefixState = core.prefixState
    this.hash1 = core.hash1
    this.absorb = core.absorb
    this.bulk = core.bulk
    this.keyStart = core.KEY.value
    this.keyCapacity = core.KEY_BYTES.value
    this.tailOffset = core.TAIL.value >> 2
    this.lenOffset = core.LEN.value >> 2
    this.words = new Int32Array(core.memory.buffer)
    this.bytes = new Uint8Array(core.memory.buffer)
    this.#outStart = core.OUT.value
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
    return new Uint32Array(this.#memory.buffer, this.#outStart)
  }
}
