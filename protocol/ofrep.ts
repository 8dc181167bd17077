// OpenFeature Remote Evaluation Protocol 0.3: the answers, encoded. A code default is an omitted `value`, never null.

import type { Outcome } from '../domain/flag/outcome.ts'

/** A successful or failed evaluation as it stands in a single answer and in the list of a bulk answer. */
export function renderOutcome(outcome: Outcome): string {
  const { key, reason, value, variant, metadata, errorCode, errorDetails } = outcome
  if (errorCode !== undefined) return JSON.stringify({ key, errorCode, errorDetails, metadata })
  return JSON.stringify({ key, reason, value, variant, metadata })
}

/** HTTP status of a single evaluation. */
export function statusOf({ errorCode }: Outcome): 200 | 400 | 404 {
  if (errorCode === undefined) return 200
  return errorCode === 'FLAG_NOT_FOUND' ? 404 : 400
}

export const renderInvalidContext = (key: string | undefined, errorDetails: string): string =>
  JSON.stringify({ key, errorCode: 'INVALID_CONTEXT', errorDetails })

/** 401, 403, 413, 429 and 500 carry a reason and nothing else. */
export const renderGeneralError = (errorDetails: string): string => JSON.stringify({ errorDetails })

/** The change events of a deployment, as a bulk answer offers them. A relative address belongs to whoever answered. */
export const renderEventStreams = (requestUri: string, inactivityDelaySec: number): string =>
  JSON.stringify([{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec }])

/** Tells a client to ask again. It names `etag` in its next bulk request, so that whoever answers knows at least as much. */
export const renderRefetch = (etag: string): string => JSON.stringify({ type: 'refetchEvaluation', etag })

/** The query parameter of a bulk request that a change event has caused. */
export const refetchParameter = 'flagConfigEtag'
