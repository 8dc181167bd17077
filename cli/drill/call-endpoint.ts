// Calls what depends on a flag, with the flag off for this one request. Redirects are not followed: a sign-in page that
// answers 200 would look like an application that works.

import type { DrillEndpoint } from '../../domain/flag/flag-document.ts'
import type { DrillRecord } from '../../protocol/admin-drill.ts'
import { drillHeader } from '../../protocol/drill.ts'
import { describeFetchError } from '../api/unreachable.ts'
import type { Clock } from '../arguments/command.ts'

export async function callEndpoint(
  { url, method = 'GET', expectStatus }: DrillEndpoint,
  pass: string,
  timeoutMs: number,
  clock: Clock,
): Promise<NonNullable<DrillRecord['endpoint']>> {
  const headers = { [drillHeader]: pass, 'user-agent': 'fuseboard-drill' }
  const startedAtMs = clock.now()
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { method, headers, redirect: 'manual', signal })
    const tookMs = Math.max(0, clock.now() - startedAtMs)
    await response.body?.cancel()
    const error = errorOf(response, expectStatus)
    return { url, status: response.status, tookMs, ...(error !== undefined && { error }) }
  } catch (error) {
    return { url, error: describeFetchError(error, timeoutMs) || 'it could not be called' }
  }
}

function errorOf({ status, ok, headers }: Response, expectStatus: number | undefined): string | undefined {
  if (expectStatus === undefined ? ok : status === expectStatus) return undefined
  const to = status >= 300 && status < 400 ? headers.get('location') : null
  const redirect = to === null ? '' : `, a redirect to ${to}, which is not followed`
  return `answered ${status}${redirect}; expected: ${expectStatus ?? 'any 2xx'}`
}
