// Asking a worker that was just deployed how it is. A new domain or version takes a moment to be everywhere.

import type { Check } from './checks.ts'

export interface HealthParts {
  readonly fetch: (url: string, options: { readonly signal: AbortSignal }) => Promise<Response>
  readonly sleep: (ms: number) => Promise<void>
}

const attempts = 10
const pauseMs = 3_000
const timeoutMs = 5_000

export async function verifyHealth(worker: 'admin' | 'evaluator', base: string, parts: HealthParts): Promise<Check> {
  const url = new URL('healthz', base.endsWith('/') ? base : `${base}/`).href
  let last: Check | undefined
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await parts.sleep(pauseMs)
    last = await askOnce(worker, url, parts)
    if (last.verdict !== 'failed') return last
  }
  return last!
}

async function askOnce(worker: 'admin' | 'evaluator', url: string, { fetch }: HealthParts): Promise<Check> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
    const text = await response.text()
    return judgeHealth(worker, url, response.status, text)
  } catch (error) {
    const found = `${url} cannot be reached: ${error instanceof Error ? error.message : String(error)}`
    return failed(worker, found, 'a new domain takes some minutes; ask again with curl')
  }
}

export function judgeHealth(worker: 'admin' | 'evaluator', url: string, status: number, text: string): Check {
  const body = parseObject(text)
  if (status !== 200 || body === null) {
    const access = status === 302 || status === 401 || status === 403 || /cloudflareaccess|<html/i.test(text)
    const remedy = access
      ? 'something stands in front of it: /healthz of both, and all of the evaluator, must not be behind Access'
      : 'see its log: npx wrangler tail'
    return failed(worker, `${url} answers ${status}, and not what a Fuseboard worker says`, remedy)
  }
  if (worker === 'admin') {
    const { epoch, seq, kvOk } = body
    if (kvOk === false)
      return {
        name: worker,
        verdict: 'doubt',
        found: 'runs, but KV does not take what it writes',
        remedy: 'see publishing.lastError of GET /api/v1/head',
      }
    return { name: worker, verdict: 'ok', found: `${url} is ok, feed ${epoch}.${seq}` }
  }
  if (body.status === 'ok') return { name: worker, verdict: 'ok', found: `${url} is ok, revision ${body.revision}` }
  const remedy =
    'as long as no document was published that is so; else see docs/operations.md, "At three in the morning"'
  return {
    name: worker,
    verdict: 'doubt',
    found: `${url} runs, and every flag is off: ${body.cause ?? 'no cause given'}`,
    remedy,
  }
}

const failed = (name: string, found: string, remedy: string): Check => ({ name, verdict: 'failed', found, remedy })

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
