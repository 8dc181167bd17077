import { describe, expect, it } from 'vitest'
import { flagNotFound, type Outcome, switchedOff } from '../../domain/flag/outcome.ts'
import { renderGeneralError, renderInvalidContext, renderOutcome, statusOf } from '../../protocol/ofrep.ts'

const on: Outcome = {
  key: 'banner',
  reason: 'STATIC',
  value: true,
  variant: 'on',
  metadata: { flagSetId: 'shop' },
  errorCode: undefined,
  errorDetails: undefined,
  code: 7,
}
const failed: Outcome = {
  ...on,
  reason: 'ERROR',
  value: undefined,
  variant: undefined,
  errorCode: 'GENERAL',
  errorDetails: 'the targeting failed',
}

// The answers as they stand on the wire, letter by letter: a change here is a change for every client.
describe('an encoded answer', () => {
  it.each<[string, string, string]>([
    [
      'of a success',
      renderOutcome(on),
      '{"key":"banner","reason":"STATIC","value":true,"variant":"on","metadata":{"flagSetId":"shop"}}',
    ],
    [
      'of false',
      renderOutcome({ ...on, value: false, metadata: undefined }),
      '{"key":"banner","reason":"STATIC","value":false,"variant":"on"}',
    ],
    [
      'of null',
      renderOutcome({ ...on, value: null, variant: undefined, metadata: undefined }),
      '{"key":"banner","reason":"STATIC","value":null}',
    ],
    ['of a code default', renderOutcome(switchedOff('banner')), '{"key":"banner","reason":"DISABLED"}'],
    [
      'of a failure',
      renderOutcome(failed),
      '{"key":"banner","errorCode":"GENERAL","errorDetails":"the targeting failed","metadata":{"flagSetId":"shop"}}',
    ],
    [
      'of an unknown key',
      renderOutcome(flagNotFound('nobody')),
      '{"key":"nobody","errorCode":"FLAG_NOT_FOUND","errorDetails":"no flag has this key"}',
    ],
    [
      'of an invalid context',
      renderInvalidContext('banner', 'why'),
      '{"key":"banner","errorCode":"INVALID_CONTEXT","errorDetails":"why"}',
    ],
    [
      'of an invalid context in bulk',
      renderInvalidContext(undefined, 'why'),
      '{"errorCode":"INVALID_CONTEXT","errorDetails":"why"}',
    ],
    ['of any other error', renderGeneralError('why'), '{"errorDetails":"why"}'],
  ])('%s has this shape', (_name, text, expected) => {
    expect(text).toBe(expected)
  })
})

describe('the status', () => {
  it('is 404 for an unknown flag, 400 for any other error and 200 for every success', () => {
    expect(statusOf(flagNotFound('nobody'))).toBe(404)
    expect(statusOf(failed)).toBe(400)
    expect(statusOf({ ...failed, errorCode: 'PARSE_ERROR' })).toBe(400)
    expect(statusOf(on)).toBe(200)
    expect(statusOf(switchedOff('banner'))).toBe(200)
  })
})
