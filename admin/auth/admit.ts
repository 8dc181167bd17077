// The door of the control plane: from an unchecked caller to an actor with scopes, or the reason why not.

import { fail, ok, type Result } from '../../domain/result.ts'
import { allows, type Scope } from '../../protocol/scopes.ts'
import { sameHash } from '../hash-text.ts'
import type { Refusal } from '../refusal.ts'
import type { Actor, Caller } from './caller.ts'
import type { FailedSignIns } from './failed-sign-ins.ts'

/** A token as it is stored. */
export interface StoredToken {
  readonly id: string
  readonly hash: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

export interface AdmitParts {
  readonly find: (id: string) => StoredToken | undefined
  readonly failures: FailedSignIns
  readonly nowMs: number
}

const howTo = 'send Authorization: Bearer fb_<id>_<secret>, or X-API-Key'

export function admit(
  { token, address, needs }: Caller,
  { find, failures, nowMs }: AdmitParts,
): Result<Actor, Refusal> {
  if (token === null) return fail({ kind: 'unauthenticated', detail: `a token is needed: ${howTo}` })
  const known = token === 'malformed' ? undefined : find(token.id)
  const proven = token !== 'malformed' && known !== undefined && sameHash(known.hash, token.hash) ? known : undefined
  const flaw = proven === undefined ? 'the token is not known here' : flawOf(proven, nowMs)
  if (proven === undefined || flaw !== undefined) {
    const retryAfterSeconds = failures.note(address, nowMs)
    if (retryAfterSeconds !== undefined) return fail({ kind: 'too-many-attempts', retryAfterSeconds })
    return fail({ kind: 'unauthenticated', detail: flaw ?? '' })
  }
  const { id, scopes } = proven
  if (!needs.some((scope) => allows(scopes, scope))) return fail({ kind: 'missing-scope', needs, held: scopes })
  return ok({ id, scopes })
}

/** Told only to whoever knows the secret. */
function flawOf({ revokedAt, expiresAt }: StoredToken, nowMs: number): string | undefined {
  if (revokedAt !== null) return `the token was revoked at ${new Date(revokedAt).toISOString()}; ask for a new one`
  if (expiresAt !== null && expiresAt <= nowMs) {
    return `the token expired at ${new Date(expiresAt).toISOString()}; ask for a new one`
  }
  return undefined
}
