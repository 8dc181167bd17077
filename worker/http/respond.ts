// Responses of the evaluation doors. Headers are built once and copied natively: setting them one by one costs more than
// evaluating a flag. Only the age changes from one millisecond to the next.

import { type Source, sourceHeaders } from '../../protocol/source.ts'

const exposed = ['ETag', 'Retry-After', ...Object.values(sourceHeaders)].join(', ')

const plain = { 'content-type': 'application/json', 'cache-control': 'no-store' } as const

/** Tokens travel in headers, never in cookies, so a page of any origin may ask. */
const forBrowsers = { ...plain, 'access-control-allow-origin': '*', 'access-control-expose-headers': exposed } as const

/** Headers as they were last sent. */
interface Prepared {
  readonly headers: Headers
  ageMs: number
}

/** One set per kind of answer: for browsers or not, with an entity tag or without. */
interface PreparedSets {
  readonly source: Source
  readonly plain: Prepared
  readonly tagged: Prepared
  readonly browser: Prepared
  readonly browserTagged: Prepared
}

let last: PreparedSets | undefined

function preparedFor(source: Source): PreparedSets {
  if (last !== undefined && sameOrigin(last.source, source)) return last
  const set = (base: Record<string, string>): Prepared => {
    return { headers: new Headers({ ...base, ...fixedFacts(source) }), ageMs: Number.NaN }
  }
  last = { source, plain: set(plain), tagged: set(plain), browser: set(forBrowsers), browserTagged: set(forBrowsers) }
  return last
}

const sameOrigin = (left: Source, right: Source): boolean =>
  left.tier === right.tier && left.revision === right.revision && left.cause === right.cause

const fixedFacts = ({ revision, tier, cause }: Source): Record<string, string> => ({
  [sourceHeaders.revision]: revision,
  [sourceHeaders.tier]: tier,
  ...(cause === undefined ? {} : { [sourceHeaders.cause]: cause }),
})

export function respond(
  request: Request,
  body: string | null,
  status: number,
  source: Source,
  etag?: string,
): Response {
  const sets = preparedFor(source)
  const fromBrowser = request.headers.get('origin') !== null
  const tagged = fromBrowser ? sets.browserTagged : sets.tagged
  const untagged = fromBrowser ? sets.browser : sets.plain
  const prepared = etag === undefined ? untagged : tagged
  const { headers } = prepared
  if (prepared.ageMs !== source.ageMs) {
    prepared.ageMs = source.ageMs
    headers.set(sourceHeaders.age, String(source.ageMs))
  }
  if (etag !== undefined) headers.set('etag', etag)
  return new Response(body, { status, headers })
}

/** An answer that says nothing of a flag. */
export function refuse(
  body: string | Uint8Array<ArrayBuffer>,
  status: number,
  headers?: Record<string, string>,
): Response {
  return new Response(body, { status, headers: { ...forBrowsers, ...headers } })
}

/** The answer to a browser asking whether it may ask. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'content-type, content-encoding, authorization, x-api-key, if-none-match',
      'access-control-max-age': '86400',
    },
  })
}
