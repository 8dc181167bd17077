// One flag, compiled: closures that decide which of its few outcomes is given. Evaluating it allocates nothing once that
// outcome was given before, and never throws: a rule that fails at run time is this flag's ERROR, and every other flag
// goes on.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import type { Conclude, Decide, RuleCompiler } from '../logic/compile.ts'
import { CompileError } from '../logic/logic-error.ts'
import type { Frame } from '../logic/program.ts'
import type { FlagSettings, Metadata } from './flag-document.ts'
import { makeOutcome, type VariantReason, variantCode } from './make-outcome.ts'
import { type Outcome, outcomeCodes } from './outcome.ts'

const none: JsonObject = {}
const noneMade: Outcome[] = []

/** What a flag's definition is compiled to: codes of its outcomes. */
interface Rule {
  /** The outcome that needs no context, or the one a failing targeting gets. */
  readonly fixed: number
  readonly decide: Decide<number> | undefined
  readonly quarantine: string | undefined
}

const fixedRule = (fixed: number): Rule => ({ fixed, decide: undefined, quarantine: undefined })

export class CompiledFlag {
  readonly key: string
  /** Position in the snapshot. */
  readonly index: number
  readonly settings: FlagSettings
  readonly strict: boolean
  readonly clientSide: boolean
  /** Why this flag is quarantined; undefined for a flag that works. */
  readonly quarantine: string | undefined
  readonly #definition: JsonObject
  readonly #setMetadata: Metadata
  readonly #fixed: number
  readonly #decide: Decide<number> | undefined
  /** The outcome of a flag without targeting, once it was given. */
  #constant: Outcome | undefined
  /** The outcomes given so far, by code: shared by all evaluations, so a caller can keep its own encoding of one. */
  #made = noneMade

  constructor(key: string, index: number, definition: JsonObject, setMetadata: Metadata, rule: Rule) {
    const settings: FlagSettings = objectAt(definition, 'fuseboard')
    this.key = key
    this.index = index
    this.settings = settings
    this.strict = settings.strict === true
    this.clientSide = settings.clientSide === true
    this.quarantine = rule.quarantine
    this.#definition = definition
    this.#setMetadata = setMetadata
    this.#fixed = rule.fixed
    this.#decide = rule.decide
  }

  get variants(): JsonObject {
    return objectAt(this.#definition, 'variants')
  }

  /** Set metadata overlaid by the flag's own; undefined when there is none. */
  get metadata(): Metadata | undefined {
    const own = ownProperty(this.#definition, 'metadata')
    const all = isJsonObject(own) ? { ...this.#setMetadata, ...(own as Metadata) } : this.#setMetadata
    return isEmpty(all) ? undefined : all
  }

  /** The answer by the flag's own rules. Kills and leases are the caller's to apply, before it asks. */
  evaluate(frame: Frame): Outcome {
    const decide = this.#decide
    if (decide === undefined) {
      this.#constant ??= this.#outcome(this.#fixed)
      return this.#constant
    }
    try {
      return this.#outcome(decide(frame))
    } catch {
      return this.#outcome(this.#fixed)
    }
  }

  /** The declared off value, for when the system itself cannot vouch for anything else. */
  get off(): Outcome {
    return this.#outcome(outcomeCodes.off)
  }

  /** The declared off value, as a kill gives it. */
  get killed(): Outcome {
    return this.#outcome(outcomeCodes.killed)
  }

  #outcome(code: number): Outcome {
    return this.#made[code] ?? this.#make(code)
  }

  #make(code: number): Outcome {
    const outcome = makeOutcome(this, code)
    if (this.#made === noneMade) this.#made = []
    this.#made[code] = outcome
    return outcome
  }
}

/** Compiles a flag of a document whose checksum held. What does not compile is quarantined, alone, with its reason. */
export function compileFlag(
  key: string,
  index: number,
  raw: Json,
  rules: RuleCompiler,
  setMetadata: Metadata,
): CompiledFlag {
  const definition = isJsonObject(raw) ? raw : none
  return new CompiledFlag(key, index, definition, setMetadata, ruleOrQuarantine(key, definition, rules))
}

function ruleOrQuarantine(key: string, definition: JsonObject, rules: RuleCompiler): Rule {
  try {
    return compileRule(key, definition, rules)
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    const quarantine = `${pointer('/flags', key)}${error.path}: ${error.message}`
    return { fixed: outcomeCodes.quarantined, decide: undefined, quarantine }
  }
}

/** Throws CompileErrors whose paths begin at the flag. */
function compileRule(key: string, definition: JsonObject, rules: RuleCompiler): Rule {
  const { variants, state, targeting } = definition
  if (!isJsonObject(variants) || isEmpty(variants)) {
    throw new CompileError('/variants', 'a flag needs at least one variant')
  }
  if (state === 'DISABLED') return fixedRule(outcomeCodes.disabled)
  if (state !== 'ENABLED') throw new CompileError('/state', 'state is "ENABLED" or "DISABLED"')
  if (targeting === undefined || (isJsonObject(targeting) && isEmpty(targeting))) {
    return fixedRule(defaultCode(definition, variants, 'STATIC'))
  }
  const conclude = concluding(variants, defaultCode(definition, variants, 'DEFAULT'))
  const decide = rules.compile(targeting, key, '/targeting', conclude)
  return { fixed: outcomeCodes.failed, decide, quarantine: undefined }
}

function defaultCode({ defaultVariant }: JsonObject, variants: JsonObject, reason: VariantReason): number {
  const name = defaultVariant ?? ''
  if (name === '') return outcomeCodes.noValue
  const code = typeof name === 'string' ? variantCode(variants, name, reason) : undefined
  if (code !== undefined) return code
  const names = Object.keys(variants).join(', ')
  throw new CompileError('/defaultVariant', `names no variant; variants are: ${names}`)
}

/** From what the targeting answers to the code of the flag's outcome. Apart, so that it keeps nothing else alive. */
function concluding(variants: JsonObject, unmatched: number): Conclude<number> {
  return (value) => {
    if (value === null) return unmatched
    if (typeof value === 'object') return outcomeCodes.failed
    return variantCode(variants, String(value), 'TARGETING_MATCH') ?? outcomeCodes.failed
  }
}

function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = ownProperty(parent, name)
  return isJsonObject(value) ? value : none
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}
