// A flag's ETag: the hash of its definition with the segments it refers to, so that it changes when the flag does in effect.

import type { JsonObject } from '../../domain/json.ts'
import { hashText } from '../hash-text.ts'
import { EffectiveDefinitions } from './effective-definition.ts'

/** Undefined where there is no such flag. */
export function flagEtag(document: JsonObject, key: string): string | undefined {
  const text = new EffectiveDefinitions(document).text(key)
  return text === undefined ? undefined : hashText(text)
}
