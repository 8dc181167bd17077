// From a request's headers to a caller that the root can judge.

import { fail, ok, type Result } from '../../domain/result.ts'
import type { Scope } from '../../protocol/scopes.ts'
import { presentedToken, tokenId } from '../../protocol/token.ts'
import type { Caller } from '../auth/caller.ts'
import { hashText } from '../hash-text.ts'
import type { Refusal } from '../refusal.ts'

/** Longer than any token can be: not worth hashing. */
const maxTokenLength = 256

export function identify(request: Request, needs: readonly Scope[]): Caller {
  const token = presentedToken(request.headers)
  const id = token === null || token.length > maxTokenLength ? null : tokenId(token)
  return {
    token: token === null ? null : id === null ? 'malformed' : { id, hash: hashText(token) },
    address: request.headers.get('cf-connecting-ip') ?? 'local',
    needs,
  }
}

const printableAscii = /^[\x20-\x7e]{1,255}$/

/** The caller with the request's idempotency key, where there is one. The body belongs to the request's fingerprint. */
export function withIdempotency(caller: Caller, request: Request, body: string): Result<Caller, Refusal> {
  const key = request.headers.get('idempotency-key')
  if (key === null) return ok(caller)
  if (!printableAscii.test(key)) return fail({ kind: 'invalid-idempotency-key' })
  const { pathname, search } = new URL(request.url)
  const fingerprint = hashText(`${request.method} ${pathname}${search}\n${body}`)
  return ok({ ...caller, idempotency: { key, fingerprint } })
}
