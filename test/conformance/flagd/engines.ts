// Both evaluators behind one shape: answers of whole flags, and raw values of single rules.

import { FeatureFlag, FlagdCore } from '@openfeature/flagd-core'
import { compileSnapshot } from '../../../domain/flag/compile-snapshot.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../domain/json.ts'
import { createRuleCompiler } from '../../../domain/logic/compile.ts'
import { CompileError } from '../../../domain/logic/logic-error.ts'
import { createReferenceHasher } from '../../../wasm/reference.ts'

export interface Answer {
  readonly reason: string
  readonly variant: string | undefined
  /** Undefined where the caller's default applies. */
  readonly value: Json | undefined
  readonly errorCode: string | undefined
  readonly metadata: JsonObject
}

/** What a rule answers where it fails while evaluating. */
export const fails = 'FAILS WHILE EVALUATING'
/** What a rule answers that cannot be evaluated at all. */
export const refused = 'REFUSED BEFORE EVALUATING'

const nothing = () => {}
const silent = { error: nothing, warn: nothing, info: nothing, debug: nothing }
const interpreted = { disableDynamicCodeGeneration: true }

const frameOf = (context: JsonObject) => ({
  context,
  nowSeconds: Math.floor(Date.now() / 1000),
  edge: undefined,
  bulkHashed: false,
})

export function ourAnswers(document: JsonObject, context: JsonObject): Map<string, Answer> {
  const snapshot = compileSnapshot(document, 'test', createReferenceHasher)
  const answers = (snapshot?.flags ?? []).map((flag): [string, Answer] => {
    const { reason, variant, value, errorCode, metadata = {} } = flag.evaluate(frameOf(context))
    return [flag.key, { reason, variant, value, errorCode, metadata }]
  })
  return new Map(answers)
}

/** Undefined where flagd-core takes no flag of the document. */
export function theirAnswers(document: JsonObject, context: JsonObject): Map<string, Answer> | undefined {
  const core = new FlagdCore(undefined, silent, interpreted)
  try {
    core.setConfigurations(JSON.stringify(document))
  } catch {
    return undefined
  }
  const definitions = Object.entries(document.flags as JsonObject)
  return new Map(definitions.map(([key, flag]) => [key, theirAnswer(core, key, flag as JsonObject, context)]))
}

function theirAnswer(core: FlagdCore, key: string, flag: JsonObject, context: JsonObject): Answer {
  const [first] = Object.values(flag.variants as JsonObject)
  const type = typeof first as 'boolean' | 'string' | 'number' | 'object'
  const details = core.resolve(type, key, 'the default' as never, context as never)
  return {
    reason: String(details.reason),
    variant: details.variant,
    value: details.variant === undefined ? undefined : details.value,
    errorCode: details.errorCode,
    metadata: details.flagMetadata as JsonObject,
  }
}

/** Evaluates a rule where it stands: in the context, or over one element of a list. */
export interface Place {
  readonly flagKey: string
  readonly context: JsonObject
  readonly fragments: JsonObject
  readonly element?: { readonly value: Json }
}

const elementsKey = 'the elements'

/** The rule and context by which a rule inside a list operator is evaluated over one element. */
function standing(rule: Json, { context, element }: Place): [Json, JsonObject] {
  if (element === undefined) return [rule, context]
  return [{ map: [{ var: elementsKey }, rule] }, { ...context, [elementsKey]: [element.value] }]
}

/** The value itself: not the list around it, without flagd-core's own symbols, and 0 for -0, which JSON tells apart only. */
function standingValue(value: Json, { element }: Place): Json {
  const alone: Json = element !== undefined && Array.isArray(value) ? (value[0] ?? null) : value
  if (typeof alone === 'number') return alone + 0
  return isJsonObject(alone) ? Object.fromEntries(Object.entries(alone)) : alone
}

export function ourValue(rule: Json, place: Place): Json {
  const [whole, context] = standing(rule, place)
  try {
    const rules = createRuleCompiler(place.fragments, createReferenceHasher())
    const decide = rules.compile(whole, place.flagKey, '', (value) => value)
    return standingValue(decide(frameOf(context)), place)
  } catch (error) {
    return error instanceof CompileError ? refused : fails
  }
}

interface Targeting {
  evaluate(flagKey: string, context: JsonObject): Json | undefined
}

export function theirValue(rule: Json, place: Place): Json {
  const [whole, context] = standing(resolved(rule, place.fragments), place)
  if (typeof whole !== 'object' || whole === null || Object.keys(whole).length === 0) return whole
  const definition = { state: 'ENABLED', variants: {}, defaultVariant: '', targeting: whole }
  const flag = new FeatureFlag(place.flagKey, definition as never, silent, interpreted)
  const { _targeting: targeting } = flag as unknown as { _targeting: Targeting | undefined }
  if (targeting === undefined) return refused
  try {
    return standingValue(targeting.evaluate(place.flagKey, context) ?? null, place)
  } catch {
    return fails
  }
}

/** A rule with its references replaced, as flagd-core does in the text of the document. */
export function resolved(rule: Json, fragments: JsonObject): Json {
  if (Array.isArray(rule)) return rule.map((part: Json) => resolved(part, fragments))
  if (!isJsonObject(rule)) return rule
  const name = rule.$ref
  if (typeof name === 'string' && Object.hasOwn(fragments, name)) return resolved(fragments[name]!, fragments)
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key, resolved(value, fragments)]))
}
