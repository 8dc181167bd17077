// Why did this user get this? One flag is compiled with something that listens, evaluated once, and told step by step. Kills
// and leases are not its business: it tells what the flag's own rules answer.

import type { CreateHasher } from '../bucket/hasher.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty } from '../json.ts'
import { createRuleCompiler } from '../logic/compile.ts'
import type { Frame } from '../logic/program.ts'
import { compileFlag } from './compile-flag.ts'
import { type ExplainStep, StepRecorder } from './explain/steps.ts'
import type { Metadata } from './flag-document.ts'
import { flagNotFound, type Outcome } from './outcome.ts'

export interface Explanation {
  /** In the order in which operations began; what was skipped is not there. None where no targeting is evaluated. */
  readonly steps: readonly ExplainStep[]
  readonly outcome: Outcome
  /** Why the flag is quarantined. */
  readonly quarantine?: string
  /** Set where there were more steps than are kept. */
  readonly truncated?: true
}

/** Who asks, when, and from where. */
export type Circumstances = Pick<Frame, 'context' | 'nowSeconds' | 'edge'>

/**
 * @example
 * explainFlag('banner', document, { context: { targetingKey: 'user-1' }, nowSeconds: 1_800_000_000, edge: undefined }, createHasher)
 * // { outcome: { reason: 'TARGETING_MATCH', variant: 'on', … }, steps: [{ operator: 'fractional', bucket: { … }, … }] }
 */
export function explainFlag(
  key: string,
  document: JsonObject,
  { context, nowSeconds, edge }: Circumstances,
  createHasher: CreateHasher,
): Explanation {
  const definition = ownProperty(objectAt(document, 'flags'), key)
  if (definition === undefined) return { steps: [], outcome: flagNotFound(key) }
  const fragments = objectAt(document, '$evaluators')
  const metadata = objectAt(document, 'metadata') as Metadata
  const frame: Frame = { context, nowSeconds, edge, bulkHashed: false }

  const plain = compileFlag(key, 0, definition, createRuleCompiler(fragments, createHasher()), metadata)
  const { quarantine } = plain
  if (quarantine !== undefined) return { steps: [], outcome: plain.evaluate(frame), quarantine }

  const recorder = new StepRecorder()
  const hasher = recorder.listen(createHasher())
  const watched = compileFlag(key, 0, definition, createRuleCompiler(fragments, hasher, recorder), metadata)
  hasher.seal()
  const outcome = watched.evaluate(frame)
  return { steps: recorder.steps, outcome, ...(recorder.truncated && { truncated: true }) }
}

function objectAt(parent: JsonObject, name: string): JsonObject {
  const value: Json | undefined = ownProperty(parent, name)
  return isJsonObject(value) ? value : {}
}
