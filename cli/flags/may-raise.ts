// Whether a change of a flag may give it to somebody who does not have it. Only decides whether to ask: it says yes too
// often rather than too seldom, and the server judges by itself.

import { isJsonObject, type Json } from '../../domain/json.ts'
import { findBooleanShare } from './boolean-share.ts'

/** `before` is undefined for a new flag. Both are in the full form. */
export function mayRaise(before: Json | undefined, after: Json): boolean {
  if (isJsonObject(after) && after.state === 'DISABLED') return false
  if (before === undefined || stateOf(before) !== stateOf(after)) return true
  if (decisive(before) === decisive(after)) return false
  const older = findBooleanShare(before)
  const newer = findBooleanShare(after)
  if (older === null || newer === null || newer.percentage > older.percentage) return true
  const rest = ({ on, off, bucketBy, audience }: typeof older): string => JSON.stringify([on, off, bucketBy, audience])
  return rest(older) !== rest(newer) || offVariantOf(before) !== offVariantOf(after)
}

const stateOf = (flag: Json): Json | undefined => (isJsonObject(flag) ? flag.state : undefined)

const offVariantOf = (flag: Json): Json | undefined =>
  isJsonObject(flag) && isJsonObject(flag.fuseboard) ? flag.fuseboard.offVariant : undefined

/** All that an answer depends on. */
function decisive(flag: Json): string {
  if (!isJsonObject(flag)) return ''
  const { variants, defaultVariant, targeting } = flag
  return JSON.stringify([variants, defaultVariant ?? null, targeting ?? {}, offVariantOf(flag)])
}
