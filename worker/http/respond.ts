// Responses of the evaluation doors. Headers are built once per (source, content type) and copied natively: setting seven
// headers one by one costs more than evaluating a flag.

import { type Source, sourceHeaders } from '../../protocol/source.ts'

const exposed = ['ETag', 'Retry-After', ...Object.values(sourceHeaders)].join(', ')

/** Tokens travel in headers, never in cookies, so any origin may ask. */
const shared = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposed,
} as const

let last: { source: Source; headers: Headers } | undefined

function headersFor(source: Source): Headers {
  if (last !== undefined && sameSource(last.source, source)) return last.headers
  const headers = new Headers(shared)
  for (const [name, value] of sourcePairs(source)) headers.set(name, value)
  last = { source, headers }
  return headers
}

function sameSource(left: Source, right: Source): boolean {
  return (
    left.ageMs === right.ageMs &&
    left.tier === right.tier &&
    left.revision === right.revision &&
    left.cause === right.cause
  )
}

function* sourcePairs({ revision, ageMs, tier, cause }: Source): Generator<[string, string]> {
  yield [sourceHeaders.revision, revision]
  yield [sourceHeaders.age, String(ageMs)]
  yield [sourceHeaders.tier, tier]
  if (cause !== undefined) yield [sourceHeaders.cause, cause]
}

export function respond(body: string | null, status: number, source: Source, etag?: string): Response {
  const headers = headersFor(source)
  if (etag === undefined) return new Response(body, { status, headers })
  const response = new Response(body, { status, headers })
  response.headers.set('etag', etag)
  return response
}

/** An answer that never came as far as a flag. */
export function refuse(body: string, status: number, headers?: Record<string, string>): Response {
  return new Response(body, { status, headers: { ...shared, ...headers } })
}

/** The answer to a browser asking whether it may ask. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'content-type, authorization, x-api-key, if-none-match',
      'access-control-max-age': '86400',
    },
  })
}
