// Salts while a snapshot is compiled: found again by text, then placed in groups of equal length mod 4 for the core.
// Ten thousand register at every snapshot load. So the table looks salts up by the state the core computed anyway, in
// open addressing; a Map over the texts alone would cost more than all the rest.

import type { Salt } from '../domain/bucket/hasher.ts'

/** Salts the core takes in one vector; groups are filled up to whole vectors. */
const LANES = 4
const FIELDS = 3
const FIRST_CAPACITY = 256

/** Positions where the groups of salts with a length of 0, 1, 2 and 3 mod 4 end. */
export type GroupEnds = [number, number, number, number]

export class SaltTable {
  readonly #salts: { position: number }[] = []
  readonly #texts: string[] = []
  /** h, tail and len of each salt, in order of registration. */
  #rows = new Int32Array(FIRST_CAPACITY * FIELDS)
  /** Index + 1 into the lists above, 0 for free; at most half full. */
  #slots = new Int32Array(FIRST_CAPACITY * 2)

  add(text: string, h: number, tail: number, len: number): Salt {
    const mask = this.#slots.length - 1
    let slot = home(h, tail) & mask
    for (let held = this.#slots[slot]!; held > 0; held = this.#slots[slot]!) {
      if (this.#texts[held - 1] === text) return this.#salts[held - 1]!
      slot = (slot + 1) & mask
    }
    const index = this.#texts.length
    const row = index * FIELDS
    if (row === this.#rows.length) {
      this.#grow()
      return this.add(text, h, tail, len)
    }
    const salt = { position: -1 }
    this.#slots[slot] = index + 1
    this.#rows[row] = h
    this.#rows[row + 1] = tail
    this.#rows[row + 2] = len
    this.#texts.push(text)
    this.#salts.push(salt)
    return salt
  }

  /** Gives every salt its position. */
  place(): GroupEnds {
    const counts: GroupEnds = [0, 0, 0, 0]
    const end = this.#salts.length * FIELDS
    for (let row = 0; row < end; row += FIELDS) counts[this.#rows[row + 2]! & 3]!++
    const ends: GroupEnds = [0, 0, 0, 0]
    const next: GroupEnds = [0, 0, 0, 0]
    let position = 0
    for (let group = 0; group < counts.length; group++) {
      next[group] = position
      position += Math.ceil(counts[group]! / LANES) * LANES
      ends[group] = position
    }
    for (let i = 0; i < this.#salts.length; i++) this.#salts[i]!.position = next[this.#rows[i * FIELDS + 2]! & 3]!++
    return ends
  }

  /** Writes the placed salts as arrays h | tail | len of `capacity` words each. */
  fill(columns: Int32Array, capacity: number): void {
    for (let i = 0; i < this.#salts.length; i++) {
      const { position } = this.#salts[i]!
      columns[position] = this.#rows[i * FIELDS]!
      columns[position + capacity] = this.#rows[i * FIELDS + 1]!
      columns[position + 2 * capacity] = this.#rows[i * FIELDS + 2]!
    }
  }

  #grow(): void {
    const rows = new Int32Array(this.#rows.length * 2)
    rows.set(this.#rows)
    this.#rows = rows
    this.#slots = new Int32Array(this.#slots.length * 2)
    const mask = this.#slots.length - 1
    for (let index = 0; index < this.#texts.length; index++) {
      let slot = home(rows[index * FIELDS]!, rows[index * FIELDS + 1]!) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = index + 1
    }
  }
}

// Names often differ in their last characters only, so the tail must reach the low bits.
function home(h: number, tail: number): number {
  const mixed = Math.imul(h ^ Math.imul(tail, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 16)
}
