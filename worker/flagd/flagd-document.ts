// The snapshot as flagd and in-process providers take it: a plain flagd document that evaluates to the answers this
// evaluator gives. Kills and the failure policy are applied, and what is internal to Fuseboard is left out.

import type { CompiledFlag } from '../../domain/flag/compile-flag.ts'
import { offOf } from '../../domain/flag/off-value.ts'
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import { mark } from '../snapshot/enforcement.ts'
import type { View } from '../snapshot/ladder.ts'

/** Null while no snapshot is held. */
export function flagdDocument(view: View): JsonObject | null {
  const { held } = view
  if (held === undefined) return null
  const { document, flags } = held.snapshot
  const definitions = document.flags as JsonObject
  const entries = flags
    .filter((flag) => flag.quarantine === undefined || hasPlainOff(view, flag))
    .map((flag): [string, Json] => {
      const { fuseboard: _, ...definition } = definitions[flag.key] as JsonObject
      return [flag.key, isOff(view, flag) ? switchedOff(definition, flag) : definition]
    })
  const { $evaluators, metadata } = document
  return {
    $schema: 'https://flagd.dev/schema/v0/flags.json',
    flags: Object.fromEntries(entries),
    ...(isJsonObject($evaluators) ? { $evaluators } : {}),
    ...(isJsonObject(metadata) ? { metadata } : {}),
  }
}

/** A rule that does not compile is not handed on. Off needs no rule, so a kill reaches a quarantined flag too. */
const hasPlainOff = (view: View, flag: CompiledFlag): boolean => isOff(view, flag) && flag.off.value !== undefined

function isOff({ held, decision }: View, flag: CompiledFlag): boolean {
  return held!.marks[flag.index] !== mark.none || !decision.standardServed || (flag.strict && !decision.strictServed)
}

/** Serves the off variant to everybody; where off is no value, flagd's own way to say so is a disabled flag. */
function switchedOff(definition: JsonObject, flag: CompiledFlag): JsonObject {
  const { targeting: _, ...rest } = definition
  const off = offOf(flag.variants, flag.settings.offVariant)
  if (off.value === undefined) return { ...rest, state: 'DISABLED' }
  if (off.variant !== undefined) return { ...rest, state: 'ENABLED', defaultVariant: off.variant }
  const name = 'fuseboard.off'
  return { ...rest, state: 'ENABLED', variants: { ...flag.variants, [name]: off.value }, defaultVariant: name }
}
