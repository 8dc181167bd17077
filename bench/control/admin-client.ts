// The admin API as the benchmark calls it: every answer is read to its end, and one that is no success ends the run.

import { token } from './both-workers.ts'

export interface AdminAnswer {
  readonly status: number
  readonly text: string
  readonly etag: string
}

export interface AdminClient {
  call(method: string, path: string, send?: AdminSend): Promise<AdminAnswer>
}

export interface AdminSend {
  /** A text goes as it is: what it costs to write one is not the instance's. */
  readonly body?: unknown
  readonly ifMatch?: string
  /** 412 is an answer too. */
  readonly mayLose?: boolean
}

export function adminClient(port: number): AdminClient {
  return {
    async call(method, path, { body, ifMatch, mayLose = false } = {}) {
      const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      if (ifMatch !== undefined) headers['if-match'] = ifMatch
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers, ...sent })
      const text = await response.text()
      const { status } = response
      // Waiting for a second person (202) is no commit.
      const isFine = (response.ok && status !== 202) || (mayLose && status === 412)
      if (!isFine) throw new Error(`${method} ${path}: ${status} ${text}`)
      return { status, text, etag: response.headers.get('etag') ?? '' }
    },
  }
}

/** A whole request for the load client. */
export function getRequest(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`)
}
