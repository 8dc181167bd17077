// Finds salts again while a snapshot is compiled, so that the same text is hashed once only.
// Ten thousand salts register at every snapshot load. So they are looked up by what the core keeps of them, in open
// addressing; a Map over the texts alone would cost more than all the rest. Two texts that the core cannot tell apart
// give equal hashes for every key and may share a salt.

import type { Salt } from '../domain/bucket/hasher.ts'
import { LEN, TAIL } from './assembly/layout.ts'
import type { CoreMemory } from './core-memory.ts'

const FIRST_SLOTS = 512
/** In words, like positions. */
const TAIL_OFFSET = TAIL >> 2
const LEN_OFFSET = LEN >> 2

export class SaltTable {
  readonly #memory: CoreMemory
  readonly #salts: Salt[] = []
  /** Index + 1 into the salts, 0 for free; a power of two long and at most half full. */
  #slots = new Int32Array(FIRST_SLOTS)

  constructor(memory: CoreMemory) {
    this.#memory = memory
  }

  /** The salt of this state, tail and length; added if there is none yet. */
  take(h: number, tail: number, len: number): Salt {
    const mask = this.#slots.length - 1
    let slot = home(h, tail) & mask
    for (let held = this.#slots[slot]!; held > 0; held = this.#slots[slot]!) {
      const salt = this.#salts[held - 1]!
      if (this.#is(salt.position, h, tail, len)) return salt
      slot = (slot + 1) & mask
    }
    const salt = { position: this.#memory.append(h, tail, len) }
    this.#slots[slot] = this.#salts.push(salt)
    if (this.#salts.length * 2 > mask) this.#grow()
    return salt
  }

  #is(position: number, h: number, tail: number, len: number): boolean {
    const { words } = this.#memory
    return words[position] === h && words[position + TAIL_OFFSET] === tail && words[position + LEN_OFFSET] === len
  }

  #grow(): void {
    const { words } = this.#memory
    const slots = new Int32Array(this.#slots.length * 4)
    const mask = slots.length - 1
    for (let index = 0; index < this.#salts.length; index++) {
      const { position } = this.#salts[index]!
      let slot = home(words[position]!, words[position + TAIL_OFFSET]!) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.#slots = slots
  }
}

// Names often differ in their last characters only, so the tail must reach the low bits.
function home(h: number, tail: number): number {
  const mixed = Math.imul(h ^ Math.imul(tail, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 16)
}
