// An admin worker that answers from a script and takes nothing on trust: what a request may look like is checked for
// every one of them, and whatever the script does not expect is a violation.

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

export const goodToken = 'fb_test_0123456789abcdefSECRET'

export interface Received {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
}

export interface Scripted {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: unknown
  /** Instead of a body: text as it is. */
  readonly text?: string
  /** Breaks the connection without an answer. */
  readonly breaks?: boolean
}

type Answer = Scripted | ((request: Received) => Scripted)

export interface FakeAdmin {
  readonly url: string
  readonly received: Received[]
  /** What no client should ever do. */
  readonly violations: string[]
  /** Answers to `METHOD /path?query`, in order; the last one repeats. */
  on(route: string, ...answers: Answer[]): void
  close(): Promise<void>
}

export async function startFakeAdmin(): Promise<FakeAdmin> {
  // Asked by every `fuseboard status`.
  const routes = new Map<string, Answer[]>([
    ['GET /api/v1/changes?status=pending&limit=100', [{ body: { items: [] } }]],
  ])
  const received: Received[] = []
  const violations: string[] = []
  const server = createServer(async (request, response) => {
    const got = await receive(request)
    received.push(got)
    violations.push(...violationsOf(got))
    const answers = routes.get(`${got.method} ${got.path}`)
    if (answers === undefined) violations.push(`unexpected ${got.method} ${got.path}`)
    const answer = (answers && answers.length > 1 ? answers.shift() : answers?.[0]) ?? problem(500, 'unexpected', 'no')
    respond(response, typeof answer === 'function' ? answer(got) : answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    violations,
    on: (route, ...answers) => void routes.set(route, answers),
    close: () => close(server),
  }
}

/** An address where nothing listens. */
export async function desertedUrl(): Promise<string> {
  const { url, close } = await startFakeAdmin()
  await close()
  return url
}

/** A problem as RFC 9457 has it. */
export function problem(status: number, name: string, detail: string, more: object = {}): Scripted {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: { type: `/problems/${name}`, title: name, status, detail, ...more },
  }
}

async function receive(request: IncomingMessage): Promise<Received> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  const { method = '', url = '', headers } = request
  const isMarkdown = headers['content-type'] === 'text/markdown'
  return { method, path: url, headers, body: text === '' ? undefined : isMarkdown ? text : JSON.parse(text) }
}

function violationsOf({ method, path, headers, body }: Received): string[] {
  const name = `${method} ${path}`
  const found: string[] = []
  const signedIn = !path.startsWith('/healthz')
  if (signedIn && headers.authorization !== `Bearer ${goodToken}`) found.push(`${name}: signed in as someone else`)
  if (!signedIn && headers.authorization !== undefined) found.push(`${name}: sends its token where none is needed`)
  // A post-mortem is read and written as Markdown; who owes it is JSON.
  const type = method !== 'POST' && path.endsWith('/postmortem') ? 'text/markdown' : 'application/json'
  if (headers.accept !== type) found.push(`${name}: accepts ${headers.accept}`)
  if ((body !== undefined) !== (headers['content-type'] === type)) found.push(`${name}: content type`)
  if (['GET', 'DELETE'].includes(method) && body !== undefined) found.push(`${name}: has a body`)
  if (method === 'PUT' && !headers['if-match'] && !headers['if-none-match']) found.push(`${name}: no precondition`)
  const key = headers['idempotency-key']
  if (method === 'POST' && !/^[\x20-\x7e]{1,255}$/.test(String(key ?? ''))) found.push(`${name}: no idempotency key`)
  if (method !== 'POST' && key !== undefined) found.push(`${name}: has an idempotency key`)
  return found
}

function respond(response: ServerResponse, { status = 200, headers, body, text, breaks }: Scripted): void {
  if (breaks) {
    response.socket?.destroy()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(text ?? (body === undefined ? '' : JSON.stringify(body)))
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
