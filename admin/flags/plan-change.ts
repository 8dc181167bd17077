// From a document to what has to be committed: the snapshot's text, the flags that differ from the base, and whom the
// change takes a flag away from. Pure, and the heavy part of a write: it runs in the worker, so that the root, which also
// serves kills, only stores the result.

import { classifyChange, type FlagVersion } from '../../domain/flag/exposure.ts'
import { type FlagDefinition, type FlagDocument, needsRollout } from '../../domain/flag/flag-document.ts'
import { maxDocumentBytes } from '../../domain/flag/limits.ts'
import { isJsonObject, type Json, type JsonObject } from '../../domain/json.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { FlagType } from '../../protocol/admin-flag.ts'
import type { ExposureEffect } from '../../protocol/admin-plan.ts'
import type { FlagChangeKind } from '../../protocol/admin-revision.ts'
import { type PublishedKey, type PublishedSnapshot, renderSnapshot } from '../../protocol/published-snapshot.ts'
import { hashText } from '../hash-text.ts'
import type { Refusal } from '../refusal.ts'
import { EffectiveDefinitions } from './effective-definition.ts'
import { byteLength } from './snapshot-parts.ts'

export interface PlannedChange {
  readonly key: string
  readonly change: FlagChangeKind
  /** Hash of its definition; null for a removed flag. */
  readonly definition: string | null
  readonly system: string | null
  /** The system it belonged to before. */
  readonly systemBefore: string | null
  /** Whether somebody who had it on may lose it. */
  readonly lowers: boolean
  /** Whether somebody who did not have it may get it. */
  readonly raises: boolean
  readonly exposure: ExposureEffect
  /** Whether either version of the flag itself asks for a second person. */
  readonly approval: boolean
  /** Whether only a rollout raises the flag: before, and after. */
  readonly rolloutBefore: boolean
  readonly rolloutAfter: boolean
  /** What lists go by; null for a removed flag. */
  readonly columns: FlagColumns | null
}

/** Times are Unix milliseconds; null where the definition does not say. */
export interface FlagColumns {
  readonly state: 'ENABLED' | 'DISABLED'
  readonly type: FlagType
  readonly kind: string | null
  readonly owner: string | null
  readonly clientSide: boolean
  readonly approval: boolean
  readonly createdAt: number | null
  readonly expiresAt: number | null
}

export interface PlannedDefinition {
  readonly hash: string
  /** Null when it is too large to be kept for diffs. */
  readonly text: string | null
}

export interface ChangePlan {
  readonly revision: string
  readonly text: string
  /** Where in the text the document begins; it ends one character before the text does. */
  readonly documentOffset: number
  readonly flags: number
  readonly changes: readonly PlannedChange[]
  readonly definitions: readonly PlannedDefinition[]
}

/** Characters of one flag's definition that are kept for diffs. */
const maxDefinitionChars = 512 * 1024

/** `keys` are the evaluation keys of the planned snapshot, where they are not those of the base. */
export function planChange(
  base: PublishedSnapshot,
  next: FlagDocument,
  keys: readonly PublishedKey[] = base.keys,
): Result<ChangePlan, Refusal> {
  const document = next as unknown as JsonObject
  const text = renderSnapshot(document, keys)
  // KV's limit holds for the snapshot, which is the document and a little more.
  if (byteLength(text) > maxDocumentBytes) {
    return fail({ kind: 'too-large', what: 'the document as it would be published', maxBytes: maxDocumentBytes })
  }
  const definitions = new Map<string, PlannedDefinition>()
  const changes = compareDocuments(base.document, document, definitions)
  return ok({
    revision: hashText(text),
    text,
    documentOffset: text.indexOf('"document":') + '"document":'.length,
    flags: Object.keys(next.flags).length,
    changes,
    definitions: [...definitions.values()],
  })
}

function compareDocuments(
  before: JsonObject,
  after: JsonObject,
  definitions: Map<string, PlannedDefinition>,
): PlannedChange[] {
  const older = new EffectiveDefinitions(before)
  const newer = new EffectiveDefinitions(after)
  const changes: PlannedChange[] = []
  for (const key of new Set([...older.keys(), ...newer.keys()])) {
    const was = older.text(key)
    const is = newer.text(key)
    if (was === is) continue
    const change: FlagChangeKind = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed'
    const definition = is === undefined ? null : hashText(is)
    if (is !== undefined && definition !== null) {
      definitions.set(definition, { hash: definition, text: is.length <= maxDefinitionChars ? is : null })
    }
    const exposure = classifyChange(key, versionOf(before, key), versionOf(after, key))
    const columns = is === undefined ? null : columnsOf(versionOf(after, key).definition)
    changes.push({
      key,
      change,
      definition,
      system: systemOf(after, key),
      systemBefore: systemOf(before, key),
      lowers: change !== 'added' && exposure.lowers,
      raises: exposure.raises,
      exposure,
      approval: settingsOf(before, key).approval === true || settingsOf(after, key).approval === true,
      rolloutBefore: needsRollout(settingsOf(before, key)),
      rolloutAfter: needsRollout(settingsOf(after, key)),
      columns,
    })
  }
  return changes
}

function versionOf(document: JsonObject, key: string): FlagVersion {
  const flags = isJsonObject(document.flags) ? document.flags : {}
  const fragments = isJsonObject(document.$evaluators) ? document.$evaluators : {}
  return { definition: Object.hasOwn(flags, key) ? flags[key] : undefined, fragments }
}

function settingsOf(document: JsonObject, key: string): JsonObject {
  const { definition } = versionOf(document, key)
  const settings = isJsonObject(definition) ? definition.fuseboard : undefined
  return isJsonObject(settings) ? settings : {}
}

function systemOf(document: JsonObject, key: string): string | null {
  const { system } = settingsOf(document, key)
  return typeof system === 'string' ? system : null
}

/** Of a definition that passed the door for documents. */
function columnsOf(definition: Json | undefined): FlagColumns {
  const { state, variants, fuseboard } = definition as unknown as FlagDefinition
  const { kind, owner, clientSide, approval, createdAt, expiresAt } = fuseboard ?? {}
  return {
    state,
    type: typeof Object.values(variants)[0] as FlagType,
    kind: kind ?? null,
    owner: owner ?? null,
    clientSide: clientSide === true,
    approval: approval === true,
    createdAt: createdAt === undefined ? null : Date.parse(createdAt),
    expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt),
  }
}
