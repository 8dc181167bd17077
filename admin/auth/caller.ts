// Who is calling, as the worker hands it to the root: claims that nobody has checked yet.

import type { Scope } from '../../protocol/scopes.ts'

export interface Caller {
  /** What the request presented: nothing, something that cannot be a token, or an id and the hash of the whole token. */
  readonly token: null | 'malformed' | { readonly id: string; readonly hash: string }
  /** Where the request came from, for counting failed sign-ins. */
  readonly address: string
  /** Any one of these scopes will do. */
  readonly needs: readonly Scope[]
  readonly idempotency?: { readonly key: string; readonly fingerprint: string }
}

/** A caller who was admitted. */
export interface Actor {
  readonly id: string
  readonly scopes: readonly Scope[]
}
