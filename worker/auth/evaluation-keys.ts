// Evaluation keys: who may ask, and for what. Their hashes travel in the snapshot, so checking one needs no other system;
// their ends do, too, so one that has expired is refused whether or not a newer snapshot arrives.

import { sha256Hex } from '../../protocol/checksum.ts'
import type { EvaluationKeyKind, PublishedKey } from '../../protocol/published-snapshot.ts'
import { presentedToken, tokenId } from '../../protocol/token.ts'
import type { View } from '../snapshot/ladder.ts'

/** Verified tokens remembered per snapshot, so that a hash is not computed for every request. */
const maxRemembered = 1_000

export type Admission = EvaluationKeyKind | 'unauthorized'

export class EvaluationKeys {
  /** The list that the remembered tokens were verified against; another list forgets them. */
  #keys: readonly PublishedKey[] | undefined
  readonly #verified = new Map<string, PublishedKey>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Admits a request by its token. While no snapshot is held nobody can be verified: a request with a token of the right
   * form is then admitted, since all it can get is "off", or a bundled fallback. Doors that take something in must not.
   */
  admit(view: View, headers: Pick<Headers, 'get'>): Admission | Promise<Admission> {
    const token = presentedToken(headers)
    if (token === null) return 'unauthorized'
    const id = tokenId(token)
    if (id === null) return 'unauthorized'
    if (view.held === undefined) return 'server'
    const { keys } = view.held
    if (keys !== this.#keys) {
      this.#keys = keys
      this.#verified.clear()
    }
    const known = this.#verified.get(token)
    return known === undefined ? this.#verify(token, id, keys) : this.#admissionOf(known)
  }

  async #verify(token: string, id: string, keys: readonly PublishedKey[]): Promise<Admission> {
    const candidates = keys.filter((key) => key.id === id)
    if (candidates.length === 0) return 'unauthorized'
    const hash = await sha256Hex(token)
    const key = candidates.find((candidate) => candidate.hash === hash)
    if (key === undefined) return 'unauthorized'
    if (this.#keys === keys) {
      if (this.#verified.size >= maxRemembered) this.#verified.clear()
      this.#verified.set(token, key)
    }
    return this.#admissionOf(key)
  }

  #admissionOf({ kind, expiresAt }: PublishedKey): Admission {
    return expiresAt === undefined || this.#now() < expiresAt ? kind : 'unauthorized'
  }
}
