// What "off" means for a flag. Disabled is always the safest state.

import type { Json, JsonObject } from '../json.ts'
import { ownProperty } from '../json.ts'

export interface Off {
  readonly value: Json | undefined
  readonly variant: string | undefined
}

/** The value of `offVariant`; else `false` for a boolean flag; else no value, so that the caller's default applies. */
export function offOf(variants: JsonObject, offVariant: string | undefined): Off {
  if (offVariant !== undefined) {
    const value = ownProperty(variants, offVariant)
    if (value !== undefined) return { value, variant: offVariant }
  }
  const names = Object.keys(variants)
  const first = names[0]
  if (first === undefined || typeof variants[first] !== 'boolean') return { value: undefined, variant: undefined }
  return { value: false, variant: names.find((name) => variants[name] === false) }
}
