// GET /ofrep/v1/stream   Server-sent events that tell a client to ask again, within a second of a change. EventSource sends no
// headers, so a key may stand in the address: ?token=fb_…
//
// A stream is a request that stays. While nobody else asks this isolate anything, it keeps the feed fresh itself. That a client
// has gone shows when the next text is sent to it, at the latest with the sign of life.

import { renderGeneralError } from '../../protocol/ofrep.ts'
import { presentedToken } from '../../protocol/token.ts'
import { admit } from '../http/admitted.ts'
import { refuse } from '../http/respond.ts'
import type { Isolate } from '../isolate.ts'
import type { KeepAlive } from '../snapshot/ladder.ts'
import { type Moment, openingOf, type StreamState, stepStream } from './stream-step.ts'

const tickMs = 125
const refreshMs = 250
/** Each refresh costs a few subrequests, of which a request has 10,000. The client then connects again. */
const maxRefreshes = 2_000

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
} as const

const encoder = new TextEncoder()

/** The stream's own request keeps its work alive. Asking for more would keep it running after the client has gone. */
const alive: KeepAlive = (work) => void work.catch(() => undefined)

export async function openStream(isolate: Isolate, request: Request, keepAlive: KeepAlive): Promise<Response> {
  if (!isolate.ladder.hasFeed) {
    return refuse(renderGeneralError('this deployment has no feed, so it has no change events; poll instead'), 404)
  }
  const headers = withToken(request)
  const admitted = await admit(isolate, headers, keepAlive)
  if (admitted instanceof Response) return admitted
  const opening = openingOf(momentOf(isolate), request.headers.get('last-event-id'))
  const stream = new ChangeStream(isolate, headers, opening.state)
  let first: string | undefined = opening.chunk
  let ended = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = first ?? (await stream.next(() => ended))
      first = undefined
      if (chunk === null) controller.close()
      else controller.enqueue(encoder.encode(chunk))
    },
    cancel() {
      ended = true
    },
  })
  return new Response(body, { headers: streamHeaders })
}

/** The request's headers, with the token of the address where they have none. */
function withToken(request: Request): Headers {
  if (presentedToken(request.headers) !== null) return request.headers
  const token = new URL(request.url).searchParams.get('token')
  return token === null ? request.headers : new Headers({ authorization: `Bearer ${token}` })
}

const momentOf = ({ ladder, now }: Isolate): Moment => ({ ...ladder.position, nowMs: now() })

class ChangeStream {
  readonly #isolate: Isolate
  readonly #headers: Headers
  #state: StreamState
  #refreshes = 0

  constructor(isolate: Isolate, headers: Headers, state: StreamState) {
    this.#isolate = isolate
    this.#headers = headers
    this.#state = state
  }

  /** The next text to send; null at the end: the client has gone, its key is no longer valid, or its share is used up. */
  async next(hasEnded: () => boolean): Promise<string | null> {
    const { ladder, feed, sleep, settings, keys } = this.#isolate
    while (!hasEnded() && this.#refreshes < maxRefreshes) {
      if (feed!.keepFresherThan(refreshMs, alive)) this.#refreshes++
      const view = ladder.current(alive) ?? (await ladder.settled(alive))
      const { chunk, state } = stepStream(this.#state, momentOf(this.#isolate))
      this.#state = state
      if (chunk !== '') {
        const admission = settings.authenticated ? await keys.admit(view, this.#headers) : 'server'
        return admission === 'server' || admission === 'client' ? chunk : null
      }
      await sleep(tickMs)
    }
    return null
  }
}
