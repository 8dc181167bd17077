// Short ways to a snapshot and to one flag's answer.

import type { CreateHasher } from '../../../domain/bucket/hasher.ts'
import { compileSnapshot, type Snapshot } from '../../../domain/flag/compile-snapshot.ts'
import type { Outcome } from '../../../domain/flag/outcome.ts'
import { parseFlagDocument } from '../../../domain/flag/parse-flag-document.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import type { Problem } from '../../../domain/problem.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'
import { frameOf } from '../rule.ts'

export const onOff = { on: true, off: false }

/** A boolean flag that is off by default. */
export const flag = (more: JsonObject = {}): JsonObject => ({
  state: 'ENABLED',
  variants: onOff,
  defaultVariant: 'off',
  ...more,
})

export function snapshotOf(document: Json, createHasher: CreateHasher = createReferenceHasher): Snapshot {
  const snapshot = compileSnapshot(document, 'test', createHasher)
  if (snapshot === null) throw new Error('not a document')
  return snapshot
}

/** Compiles one flag called `flag` and evaluates it. */
export function outcomeOf(definition: Json, context: JsonObject = {}, around: JsonObject = {}): Outcome {
  return snapshotOf({ ...around, flags: { flag: definition } })
    .find('flag')!
    .evaluate(frameOf(context))
}

export function problemsOf(document: unknown): readonly Problem[] {
  const parsed = parseFlagDocument(document)
  return parsed.ok ? [] : parsed.error
}
