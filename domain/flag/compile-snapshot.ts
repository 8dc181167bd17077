// A whole document, compiled once per revision.

import type { CreateHasher, Hasher } from '../bucket/hasher.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty } from '../json.ts'
import { createRuleCompiler } from '../logic/compile.ts'
import type { Frame } from '../logic/program.ts'
import { type CompiledFlag, compileFlag } from './compile-flag.ts'
import type { Metadata } from './flag-document.ts'

export interface Snapshot {
  /** Content hash of the published snapshot; "fallback" and the like for documents that were never published. */
  readonly revision: string
  /** In document order; `flag.index` is the position. */
  readonly flags: readonly CompiledFlag[]
  readonly metadata: Metadata
  /** The document as it was parsed, for handing it on. */
  readonly document: JsonObject
  find(key: string): CompiledFlag | undefined
  /** Prepares a frame for evaluating many flags: hashes the targeting key with every salt in one call. */
  prepareBulk(frame: Frame): Frame
}

const none: JsonObject = {}

/** Compiles a document. A flag that does not compile is quarantined; only a document without `flags` is refused. */
export function compileSnapshot(document: Json, revision: string, createHasher: CreateHasher): Snapshot | null {
  if (!isJsonObject(document)) return null
  const definitions = ownProperty(document, 'flags')
  if (!isJsonObject(definitions)) return null
  const fragments = ownProperty(document, '$evaluators')
  const setMetadata = ownProperty(document, 'metadata')
  const metadata = (isJsonObject(setMetadata) ? setMetadata : none) as Metadata

  const hasher = createHasher()
  const rules = createRuleCompiler(isJsonObject(fragments) ? fragments : none, hasher)
  const byKey = new Map<string, CompiledFlag>()
  const flags: CompiledFlag[] = []
  for (const key of Object.keys(definitions)) {
    const flag = compileFlag(key, flags.length, definitions[key] as Json, rules, metadata)
    flags.push(flag)
    byKey.set(key, flag)
  }
  hasher.seal()
  return {
    revision,
    flags,
    metadata,
    document,
    find: (key) => byKey.get(key),
    prepareBulk: (frame) => hashedFrame(hasher, frame),
  }
}

function hashedFrame(hasher: Hasher, frame: Frame): Frame {
  const key = frame.context.targetingKey
  if (typeof key !== 'string' || key === '') return frame
  hasher.hashAll(key)
  return { ...frame, bulkHashed: true }
}
