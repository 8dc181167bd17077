// The users of the drill's shop. They are chosen so that every share of a flag is met exactly: one in a hundred of them is in
// the first percent, whichever hundred one takes. A few hundred can then stand for a city.

import { shorthandSalt } from '../../domain/bucket/hash-input.ts'
import { murmur3 } from '../../wasm/reference.ts'

export interface User {
  readonly targetingKey: string
  /** Works for the shop: in the audience of every first stage. */
  readonly internal: boolean
}

const encoder = new TextEncoder()

function coprimeNear(wanted: number, size: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let step = Math.round(wanted)
  while (divisor(step, size) !== 1) step++
  return step
}

/** @param size a multiple of 100 */
export function chooseUsers(flag: string, size: number): readonly User[] {
  const salt = shorthandSalt(flag)
  const chosen = new Map<number, string>()
  for (let i = 0; chosen.size < size; i++) {
    const targetingKey = `user-${i}`
    const hash = murmur3(encoder.encode(salt + targetingKey))
    const slot = Math.floor((hash / 2 ** 32) * size)
    if (!chosen.has(slot)) chosen.set(slot, targetingKey)
  }
  // They come in such an order that every few of them have the same shares, too.
  const step = coprimeNear(size * 0.618, size)
  return Array.from({ length: size }, (_, i) => {
    const slot = (i * step) % size
    return { targetingKey: chosen.get(slot)!, internal: slot % 20 === 19 }
  })
}
