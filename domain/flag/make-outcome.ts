// From an outcome's code to the outcome. Targeting is compiled to codes, since a load compiles thousands of flags and few
// of their answers are ever given: each is made when it is first asked for.

import type { Json, JsonObject } from '../json.ts'
import type { FlagSettings, Metadata } from './flag-document.ts'
import { offOf } from './off-value.ts'
import { type Outcome, outcomeCodes, type Reason } from './outcome.ts'

/** What a flag's outcomes are made of. */
export interface OutcomeParts {
  readonly key: string
  readonly variants: JsonObject
  readonly settings: FlagSettings
  readonly metadata: Metadata | undefined
  readonly quarantine: string | undefined
}

/** The outcomes of a variant, in the order of their codes. */
const variantReasons = ['TARGETING_MATCH', 'STATIC', 'DEFAULT'] as const
export type VariantReason = (typeof variantReasons)[number]

/** Undefined for a name that is none of the variants. */
export function variantCode(variants: JsonObject, name: string, reason: VariantReason): number | undefined {
  let code = outcomeCodes.firstVariant + variantReasons.indexOf(reason)
  for (const variant in variants) {
    if (variant === name) return code
    code += variantReasons.length
  }
  return undefined
}

export function makeOutcome(parts: OutcomeParts, code: number): Outcome {
  const { key, variants, settings, metadata } = parts
  switch (code) {
    case outcomeCodes.noValue:
      return answer(key, 'DEFAULT', code, metadata)
    case outcomeCodes.disabled:
      return answer(key, 'DISABLED', code, metadata)
    case outcomeCodes.off:
    case outcomeCodes.killed: {
      const { value, variant } = offOf(variants, settings.offVariant)
      const marked = code === outcomeCodes.killed ? { ...metadata, 'fuseboard.killed': true } : metadata
      return answer(key, 'DISABLED', code, marked, value, variant)
    }
    case outcomeCodes.failed: {
      const errorDetails = 'the targeting failed, or answered no variant of this flag'
      return { ...answer(key, 'ERROR', code, metadata), errorCode: 'GENERAL', errorDetails }
    }
    case outcomeCodes.quarantined: {
      const errorDetails = `this flag is quarantined: ${parts.quarantine}`
      return { ...answer(key, 'ERROR', code, metadata), errorCode: 'PARSE_ERROR', errorDetails }
    }
    default: {
      const place = code - outcomeCodes.firstVariant
      const variant = Object.keys(variants)[Math.floor(place / variantReasons.length)]!
      return answer(key, variantReasons[place % variantReasons.length]!, code, metadata, variants[variant], variant)
    }
  }
}

function answer(
  key: string,
  reason: Reason,
  code: number,
  metadata: Metadata | undefined,
  value?: Json,
  variant?: string,
): Outcome {
  return { key, reason, value, variant, metadata, errorCode: undefined, errorDetails: undefined, code }
}
