// What all stand-ins for providers share: a journal of everything that was asked, what was taken, and switches for the ways in
// which the real ones fail. Each takes a `Request` and answers as its provider does; nothing here waits by the clock.

export interface Asked {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Headers
  readonly body: string
  /** What it was answered with; 0 where it was never answered. */
  status: number
}

/** One thing that goes wrong, for as many requests as `times` says. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string; readonly headers?: HeadersInit }
  /** Never answers; the request was not taken. */
  | { readonly kind: 'hang' }
  /** Takes it, and the answer is lost on the way. */
  | { readonly kind: 'lose-answer' }
  /** The connection breaks before anything was taken. */
  | { readonly kind: 'break' }

export interface FakeProvider<T> {
  readonly handle: (request: Request) => Promise<Response>
  /** Every request, whatever it was answered. */
  readonly asked: Asked[]
  /** What the provider has taken, as it keeps it. */
  readonly taken: T[]
  /** What is wrong from now on; each fault is used up by the requests it meets. */
  readonly fail: (fault: Fault, times?: number) => void
}

export const rateLimit = (retryAfter?: string, status = 429): Fault => ({
  kind: 'answer',
  status,
  body: 'slow down',
  ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }),
})

export const redirect = (location: string, status = 302): Fault => ({ kind: 'answer', status, headers: { location } })

export interface Parsed {
  readonly request: Request
  readonly url: URL
  readonly body: string
}

/** @param answer what the provider itself does with a request, with all its checks */
export function fakeProvider<T>(taken: T[], answer: (parsed: Parsed) => Response | Promise<Response>): FakeProvider<T> {
  const asked: Asked[] = []
  const faults: Fault[] = []
  const handle = async (request: Request): Promise<Response> => {
    const fault = faults.shift()
    const url = new URL(request.url)
    const body = new TextDecoder().decode(await request.arrayBuffer())
    const { method, headers } = request
    const entry: Asked = { method, path: url.pathname + url.search, headers, body, status: 0 }
    asked.push(entry)
    const response = await answerWith(fault, () => answer({ request, url, body }))
    entry.status = response.status
    return response
  }
  return {
    handle,
    asked,
    taken,
    fail: (fault, times = 1) => void faults.push(...Array.from({ length: times }, () => fault)),
  }
}

async function answerWith(fault: Fault | undefined, answer: () => Response | Promise<Response>): Promise<Response> {
  switch (fault?.kind) {
    case undefined:
      return answer()
    case 'answer':
      return new Response(fault.body ?? null, {
        status: fault.status,
        ...(fault.headers && { headers: fault.headers }),
      })
    case 'break':
      throw new TypeError('the connection was reset')
    case 'lose-answer':
      await answer()
      return new Promise(() => {})
    case 'hang':
      return new Promise(() => {})
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })

export type Members = Readonly<Record<string, unknown>>

/** The object that a body is; null where it is none. */
export function objectIn(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : null
  } catch {
    return null
  }
}

export const isText = (value: unknown, maxLength: number, minLength = 1): value is string =>
  typeof value === 'string' && value.length >= minLength && value.length <= maxLength

/** Members that a provider does not know: the real ones may let them pass, a stand-in does not. */
export const surplus = (value: Members, known: readonly string[]): string[] =>
  Object.keys(value).filter((name) => !known.includes(name))

/** Ids like a provider's own, in order. */
export function counter(prefix: string, length: number): () => string {
  let last = 0
  return () => `${prefix}${String(++last).padStart(length - prefix.length, '0')}`
}
