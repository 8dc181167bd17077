// Change events from the side of a bulk answer: the offer of a stream, and the request that an event has caused.

import { refetchParameter, renderEventStreams } from '../../protocol/ofrep.ts'
import { presentedToken } from '../../protocol/token.ts'
import type { Access } from '../answer.ts'
import { type Isolate, viewFor } from '../isolate.ts'
import type { KeepAlive, View } from '../snapshot/ladder.ts'
import { parseTag } from './position-tag.ts'

const inactivityDelaySec = 120

/**
 * Where this deployment's changes are told; undefined where it has no feed. A client key travels in the address, since a
 * browser can put it nowhere else. A server key does not: it must not end in logs, and its holder can send a header.
 */
export function offeredStreams({ ladder, settings }: Isolate, headers: Headers, access: Access): string | undefined {
  if (!ladder.hasFeed) return undefined
  const token = settings.authenticated && access === 'client' ? presentedToken(headers) : null
  const query = token === null ? '' : `?token=${encodeURIComponent(token)}`
  return renderEventStreams(`/ofrep/v1/stream${query}`, inactivityDelaySec)
}

/**
 * The view for a request that a change event may have caused. The event came from another isolate of this location, maybe
 * from one that knew sooner: what it told the client of, this one looks up before it answers.
 */
export async function viewAsTold(isolate: Isolate, request: Request, view: View, keepAlive: KeepAlive): Promise<View> {
  const tag = new URL(request.url).searchParams.get(refetchParameter)
  const told = tag === null ? null : parseTag(tag)
  if (told === null) return view
  await isolate.ladder.caughtUp(told, keepAlive)
  return viewFor(isolate, keepAlive, request.headers)
}

/** Whether there is anything to look up. Nearly no request has a query, and this costs nothing. */
export const wasTold = (request: Request): boolean => request.url.includes(refetchParameter)
