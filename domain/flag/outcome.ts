// The finished answers a flag can give. There are few of them, so each is made once per revision and shared by all
// evaluations: nothing is allocated while evaluating, and a caller can keep its own encoding of an outcome.

import type { Json } from '../json.ts'
import type { Metadata } from './flag-document.ts'

export type Reason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'DISABLED' | 'ERROR'
export type ErrorCode = 'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'GENERAL'

export interface Outcome {
  readonly key: string
  readonly reason: Reason
  /** Absent: the caller's own default applies. */
  readonly value: Json | undefined
  readonly variant: string | undefined
  /** Set metadata overlaid by the flag's own; undefined when there is none. */
  readonly metadata: Metadata | undefined
  readonly errorCode: ErrorCode | undefined
  readonly errorDetails: string | undefined
  /** Names this outcome among those of its flag: the same in every isolate that holds the revision. */
  readonly code: number
}

/** Outcome codes that belong to no variant. Variants follow, three apart: targeting, static, default. */
export const outcomeCodes = {
  noValue: 0,
  disabled: 1,
  off: 2,
  killed: 3,
  failed: 4,
  quarantined: 5,
  firstVariant: 6,
} as const

/** The answer for any key when nothing is known of the flags: disabled, and the caller's default applies. */
export function switchedOff(key: string): Outcome {
  return {
    key,
    reason: 'DISABLED',
    value: undefined,
    variant: undefined,
    metadata: undefined,
    errorCode: undefined,
    errorDetails: undefined,
    code: outcomeCodes.off,
  }
}

/** The answer for a key that no flag has. */
export function flagNotFound(key: string): Outcome {
  return {
    key,
    reason: 'ERROR',
    value: undefined,
    variant: undefined,
    metadata: undefined,
    errorCode: 'FLAG_NOT_FOUND',
    errorDetails: 'no flag has this key',
    code: 0,
  }
}
