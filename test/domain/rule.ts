// Runs one rule the way a flag would, and hands out the raw value it answers.

import type { CreateHasher } from '../../domain/bucket/hasher.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { createRuleCompiler } from '../../domain/logic/compile.ts'
import { CompileError, LogicError } from '../../domain/logic/logic-error.ts'
import type { Frame } from '../../domain/logic/program.ts'
import { createReferenceHasher } from '../../wasm/reference.ts'

/** What stands for an answer that failed while evaluating. */
export const failure = 'failed while evaluating'

interface Surroundings {
  readonly flagKey?: string
  readonly fragments?: JsonObject
  readonly edge?: JsonObject
  readonly nowSeconds?: number
  readonly createHasher?: CreateHasher
}

export const nowSeconds = 1_700_000_000

export function frameOf(context: JsonObject, edge?: JsonObject): Frame {
  return { context, nowSeconds, edge, bulkHashed: false }
}

/** The value of a rule, or `failure`. A rule that does not compile throws. */
export function answer(rule: Json, context: JsonObject = {}, around: Surroundings = {}): Json {
  const hasher = (around.createHasher ?? createReferenceHasher)()
  const rules = createRuleCompiler(around.fragments ?? {}, hasher)
  const decide = rules.compile(rule, around.flagKey ?? 'flag', '', (value) => value)
  hasher.seal()
  try {
    return decide(frameOf(context, around.edge))
  } catch (error) {
    if (error instanceof LogicError) return failure
    throw error
  }
}

/** Why a rule does not compile, with its place; undefined for a rule that does. */
export function refusal(rule: Json, fragments: JsonObject = {}): string | undefined {
  try {
    createRuleCompiler(fragments, createReferenceHasher()).compile(rule, 'flag', '', () => null)
    return undefined
  } catch (error) {
    if (error instanceof CompileError) return `${error.path}: ${error.message}`
    throw error
  }
}
