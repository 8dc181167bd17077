// Publishing to the local admin worker, through the same door as everybody else.

import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { fail, ok, type Result } from '../../domain/result.ts'

export interface AdminDoor {
  readonly url: string
  readonly token: string
}

export interface Published {
  readonly revision: string
  readonly flags: number
}

export interface Kept extends Published {
  readonly firstKey: string
}

const publishTimeoutMs = 15_000
const pollMs = 50

/** What is committed there, or null while nothing was ever published. */
export async function publishedDocument(door: AdminDoor): Promise<Kept | null> {
  const response = await ask(door, 'GET', '/api/v1/document')
  if (!response.ok) return null
  const { flags } = (await response.json()) as { flags: object }
  const revision = response.headers.get('etag')?.replaceAll('"', '') ?? ''
  const keys = Object.keys(flags)
  const [firstKey] = keys
  return firstKey === undefined ? null : { revision, flags: keys.length, firstKey }
}

/** Commits the document and waits until the evaluators can hold it. */
export async function publishDocument(door: AdminDoor, document: FlagDocument): Promise<Result<Published, string>> {
  const response = await ask(door, 'PUT', '/api/v1/document?reason=npm%20start', document)
  const body = (await response.json()) as { revision: string; detail?: string; title?: string }
  if (!response.ok)
    return fail(`the admin worker refused the document: ${body.detail ?? body.title ?? response.status}`)
  if (response.status === 202) {
    return fail(
      'the document has flags that need a second person: approve the change with another token, or leave approval out',
    )
  }
  const deadline = Date.now() + publishTimeoutMs
  while (Date.now() < deadline) {
    const head = (await (await ask(door, 'GET', '/api/v1/head')).json()) as { revision: string }
    if (head.revision === body.revision)
      return ok({ revision: body.revision, flags: Object.keys(document.flags).length })
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return fail(`the document is committed, but was not published within ${publishTimeoutMs / 1000} s`)
}

function ask({ url, token }: AdminDoor, method: string, path: string, body?: unknown): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  // The only writer of an instance that has just started.
  if (method === 'PUT') headers['if-match'] = '*'
  return fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}
