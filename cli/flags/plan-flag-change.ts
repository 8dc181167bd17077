// What `flags set` is to do: from its words and options to one change, and from that and the flag as it is to what the flag
// will be.

import { isJsonObject, type Json } from '../../domain/json.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { FlagRecord } from '../../protocol/admin-flag.ts'
import type { Call, OptionSpecs } from '../arguments/command.ts'
import { type Failure, usageFailure } from '../failure.ts'
import { parseJsonOption, readInput } from '../session/read-input.ts'
import { diffValues } from './diff-values.ts'
import { mergePatch } from './merge-patch.ts'
import { type GivenFlag, parseDefinition } from './parse-definition.ts'
import { completePatch, type Edits, parseEdits } from './parse-edits.ts'

export type FlagChange =
  | { readonly kind: 'file'; readonly flag: GivenFlag }
  | { readonly kind: 'patch'; readonly patch: Json }
  | { readonly kind: 'edits'; readonly edits: Edits }

export async function parseFlagChange<O extends OptionSpecs>(
  call: Call<O>,
  key: string,
  words: readonly string[],
  { file, patch }: { readonly file?: string; readonly patch?: string },
): Promise<Result<FlagChange, Failure>> {
  const given = [words.length > 0, file !== undefined, patch !== undefined].filter(Boolean).length
  if (given !== 1) {
    const what = given === 0 ? 'nothing to change is given' : 'NAME=VALUE, --patch and --file do not go together'
    return usageFailure(`fuseboard flags set: ${what}.`, 'Try: fuseboard flags set KEY enabled=false')
  }
  if (file !== undefined) {
    const value = await readInput(call, file)
    if (!value.ok) return value
    const flag = parseDefinition(value.value, key)
    return flag.ok ? ok({ kind: 'file', flag: flag.value }) : flag
  }
  if (patch !== undefined) {
    const value = parseJsonOption('patch', patch)
    if (!value.ok) return value
    if (isJsonObject(value.value)) return ok({ kind: 'patch', patch: value.value })
    return usageFailure('--patch: this is no JSON object.', `Try --patch '{"state": "DISABLED"}'.`)
  }
  const edits = parseEdits(words)
  return edits.ok ? ok({ kind: 'edits', edits: edits.value }) : edits
}

export interface FlagPlan {
  readonly key: string
  /** Null where there is none yet. */
  readonly before: FlagRecord | null
  /** The definition as it will be, in the full form. */
  readonly after: Json
  readonly lines: readonly string[]
  /** What is sent: a definition for PUT, or a merge patch for PATCH. */
  readonly method: 'PUT' | 'PATCH'
  readonly body: Json
}

export function planFlagChange(key: string, before: FlagRecord | null, change: FlagChange): Result<FlagPlan, Failure> {
  const older = before === null ? undefined : (before.definition as Json)
  if (change.kind === 'file') {
    const { given, full } = change.flag
    return ok({ key, before, after: full, lines: diffValues(older, full), method: 'PUT', body: given })
  }
  const patch = change.kind === 'patch' ? ok(change.patch) : completePatch(key, older ?? null, change.edits)
  if (!patch.ok) return patch
  const after = mergePatch(older ?? null, patch.value)
  return ok({ key, before, after, lines: diffValues(older, after), method: 'PATCH', body: patch.value })
}
