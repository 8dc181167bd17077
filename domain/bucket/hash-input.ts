// What is hashed when a rule names no bucketing value. flagd's generation 2 joins flag key and targeting key without a
// separator; generation 3 (CBOR of the pair) is decided upstream and will rebucket everyone, so it can only come as an
// option of a document. This file is the one place that knows.

import type { Json, JsonObject } from '../json.ts'

/** The part in front of the targeting key: constant per flag, so its hash state is computed once. */
export function shorthandSalt(flagKey: string): string {
  return flagKey
}

/** The part that changes per request, or null when there is nothing to bucket by. */
export function shorthandKey(context: JsonObject): string | null {
  const key: Json | undefined = context.targetingKey
  return typeof key === 'string' && key !== '' ? key : null
}
