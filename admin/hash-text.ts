// SHA-256 without a promise, so that it can be part of a transaction.

import { createHash, timingSafeEqual } from 'node:crypto'

/** Lower-case hex SHA-256 of the UTF-8 text. */
export const hashText = (text: string): string => createHash('sha256').update(text).digest('hex')

const encoder = new TextEncoder()

/** Compares two hashes in a time that does not tell where they differ. */
export function sameHash(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(encoder.encode(left), encoder.encode(right))
}
