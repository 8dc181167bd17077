// The door for addresses: an http or https URL, with a slash at its end so that paths can be joined to it.

import { ok, type Result } from '../../domain/result.ts'
import { type Failure, usageFailure } from '../failure.ts'

export function parseBaseUrl(text: string, origin: string): Result<URL, Failure> {
  const url = URL.parse(text.trim())
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    return usageFailure(`${origin}: "${text}" is no address of an admin worker.`, 'Give it like http://127.0.0.1:8788.')
  }
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return ok(url)
}

/** Without the slash, as people write it. */
export const renderBaseUrl = (url: URL): string => url.href.replace(/\/$/, '')
