// GET /status and GET /status.json: for everybody, without a token, and answered also while the root is away.

import type { Context } from 'hono'
import { retriedOnce } from '../../protocol/retried-once.ts'
import type { Bound } from '../api/endpoint.ts'
import { etagOf, isUnchanged } from '../api/etag.ts'
import { identify } from '../api/identify.ts'
import { rootOf } from '../env.ts'
import { hashText } from '../hash-text.ts'
import { realSleep } from '../waiting.ts'
import { pageHeaders } from './page-frame.ts'
import { renderStatusPage, renderUnknownStatus } from './render-status-page.ts'
import { cacheShelf, freshForMs, readStatus, type StatusCopy } from './status-copy.ts'

/** Half a minute for everybody; shown for longer where this worker itself cannot be reached. */
const cacheControl = `public, max-age=${freshForMs / 1000}, stale-while-revalidate=60, stale-if-error=86400`
const unknownHeaders = { 'cache-control': 'no-store', 'retry-after': '30' }

const jsonHeaders = { 'content-type': 'application/json', 'access-control-allow-origin': '*' }

export async function statusPage(c: Context<Bound>): Promise<Response> {
  const copy = await statusFor(c)
  if (copy === null) {
    return new Response(String(await renderUnknownStatus()), {
      status: 503,
      headers: { ...pageHeaders, ...unknownHeaders },
    })
  }
  return answer(c, copy, String(await renderStatusPage(copy.page, lastKnownAt(copy))), pageHeaders)
}

export async function statusJson(c: Context<Bound>): Promise<Response> {
  const copy = await statusFor(c)
  if (copy === null) {
    const body = { state: 'unknown', summary: 'The status cannot be told right now.' }
    return new Response(JSON.stringify(body), { status: 503, headers: { ...jsonHeaders, ...unknownHeaders } })
  }
  const at = lastKnownAt(copy)
  const known = at === null ? copy.page : { ...copy.page, lastKnownAt: new Date(at).toISOString() }
  return answer(c, copy, JSON.stringify(known), jsonHeaders)
}

const statusFor = (c: Context<Bound>): Promise<StatusCopy | null> =>
  readStatus({
    shelf: cacheShelf,
    askRoot: async () => {
      const looked = await retriedOnce(() => rootOf(c.env).look(identify(c.req.raw, ['read']), 'status-page', null))
      if (!looked.ok) throw new Error(`the root refused: ${looked.error.kind}`)
      return looked.value
    },
    now: () => Date.now(),
    sleep: realSleep,
    later: (work) => c.executionCtx.waitUntil(work),
  })

/** Null for a copy that is new enough to be the truth. */
const lastKnownAt = ({ at }: StatusCopy): number | null => (Date.now() - at < freshForMs ? null : at)

function answer(c: Context<Bound>, { at }: StatusCopy, body: string, own: Record<string, string>): Response {
  const tag = hashText(body)
  const age = Math.min(Math.max(0, Math.floor((Date.now() - at) / 1000)), freshForMs / 1000)
  const headers = { ...own, etag: etagOf(tag), 'cache-control': cacheControl, age: String(age) }
  if (isUnchanged(c.req.header('if-none-match') ?? null, tag)) return new Response(null, { status: 304, headers })
  return new Response(body, { headers })
}
