// What the rules need from a hash, so that domain/ stays free of the machine that computes it.
// One hasher belongs to one compiled snapshot. It must never keep anything per request beyond its fixed buffers.

/** A salt registered with a hasher: the text in front of the bucketing key, usually the flag's own key. */
export interface Salt {
  /** Where the result of this salt stands in the bulk results. Valid after `seal()`. */
  readonly position: number
}

/**
 * MurmurHash3 x86_32, seed 0, over the UTF-8 bytes of `salt + key`, as an unsigned 32-bit number.
 *
 * Life: `salt()` any number of times while a snapshot is compiled, `seal()` once, then any number of hashes.
 *
 * @example
 * const salt = hasher.salt('new-checkout')
 * hasher.seal()
 * hasher.hash(salt, 'user-42')
 */
export interface Hasher {
  /** Registers a salt. The same text gives the same salt. Throws after `seal()`: a snapshot's salts are fixed. */
  salt(text: string): Salt
  /** Ends registration and loads all salts, grouped for the bulk call. */
  seal(): void
  /** Hash of `salt + key`. Keys of any length; an unpaired surrogate counts as U+FFFD, as in TextEncoder. */
  hash(salt: Salt, key: string): number
  /** Hashes `key` with every registered salt in one call. Results stay readable until the next `hashAll`. */
  hashAll(key: string): void
  /** The result of the last `hashAll` for this salt. */
  hashed(salt: Salt): number
}

/** Makes a fresh hasher for one snapshot. */
export type CreateHasher = () => Hasher
