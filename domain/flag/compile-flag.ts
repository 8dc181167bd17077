// One flag, compiled: all its answers made, its targeting closed over them. Evaluating it allocates nothing and never
// throws: a rule that fails at run time is this flag's ERROR, and every other flag goes on.

import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import type { Decide, RuleCompiler } from '../logic/compile.ts'
import { CompileError } from '../logic/logic-error.ts'
import type { Frame } from '../logic/program.ts'
import type { FlagSettings, Metadata } from './flag-document.ts'
import { type Off, offOf } from './off-value.ts'
import { type ErrorCode, type Outcome, outcomeCodes, type Reason } from './outcome.ts'

const noSettings: FlagSettings = {}

export class CompiledFlag {
  readonly key: string
  /** Position in the snapshot. */
  readonly index: number
  readonly variants: JsonObject
  readonly settings: FlagSettings
  readonly strict: boolean
  readonly clientSide: boolean
  /** Why this flag is quarantined; undefined for a flag that works. */
  readonly quarantine: string | undefined
  readonly #metadata: Metadata | undefined
  readonly #decide: Decide<Outcome> | undefined
  /** The answer that needs no context, or the one a failing rule gets. */
  readonly #fixed: Outcome
  #off: Outcome | undefined
  #killed: Outcome | undefined

  constructor(key: string, index: number, parts: FlagParts) {
    this.key = key
    this.index = index
    this.variants = parts.variants
    this.settings = parts.settings
    this.strict = parts.settings.strict === true
    this.clientSide = parts.settings.clientSide === true
    this.quarantine = parts.quarantine
    this.#metadata = parts.metadata
    this.#decide = parts.decide
    this.#fixed = parts.fixed
  }

  /** The answer by the flag's own rules. Kills and leases are the caller's to apply, before it asks. */
  evaluate(frame: Frame): Outcome {
    const decide = this.#decide
    if (decide === undefined) return this.#fixed
    try {
      return decide(frame)
    } catch {
      return this.#fixed
    }
  }

  /** The declared off value, for when the system itself cannot vouch for anything else. */
  get off(): Outcome {
    this.#off ??= this.#offOutcome(outcomeCodes.off, this.#metadata)
    return this.#off
  }

  /** The declared off value, as a kill gives it. */
  get killed(): Outcome {
    this.#killed ??= this.#offOutcome(outcomeCodes.killed, { ...this.#metadata, 'fuseboard.killed': true })
    return this.#killed
  }

  #offOutcome(code: number, metadata: Metadata | undefined): Outcome {
    const off: Off = offOf(this.variants, this.settings.offVariant)
    return outcome(this.key, 'DISABLED', code, metadata, off.value, off.variant)
  }
}

interface FlagParts {
  readonly variants: JsonObject
  readonly settings: FlagSettings
  readonly metadata: Metadata | undefined
  readonly fixed: Outcome
  readonly decide?: Decide<Outcome>
  readonly quarantine?: string
}

/** Compiles a flag of a document whose checksum held. What does not compile is quarantined, alone, with its reason. */
export function compileFlag(
  key: string,
  index: number,
  raw: Json,
  rules: RuleCompiler,
  setMetadata: Metadata,
): CompiledFlag {
  const definition = isJsonObject(raw) ? raw : {}
  const variants = objectAt(definition, 'variants')
  const settings = objectAt(definition, 'fuseboard') as FlagSettings
  const metadata = merged(setMetadata, ownProperty(definition, 'metadata'))
  try {
    return new CompiledFlag(key, index, {
      variants,
      settings,
      metadata,
      ...compileAnswers(key, definition, rules, metadata),
    })
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    const quarantine = `${error.path}: ${error.message}`
    const details = `this flag is quarantined: ${quarantine}`
    const fixed = failure(key, 'PARSE_ERROR', outcomeCodes.quarantined, metadata, details)
    return new CompiledFlag(key, index, { variants, settings, metadata, fixed, quarantine })
  }
}

function compileAnswers(
  key: string,
  definition: JsonObject,
  rules: RuleCompiler,
  metadata: Metadata | undefined,
): Pick<FlagParts, 'fixed' | 'decide'> {
  const path = pointer('/flags', key)
  const variants = definition.variants
  if (!isJsonObject(variants) || Object.keys(variants).length === 0) {
    throw new CompileError(`${path}/variants`, 'a flag needs at least one variant')
  }
  if (definition.state === 'DISABLED') return { fixed: outcome(key, 'DISABLED', outcomeCodes.disabled, metadata) }
  if (definition.state !== 'ENABLED') throw new CompileError(`${path}/state`, 'state is "ENABLED" or "DISABLED"')

  const names = Object.keys(variants)
  const made: Outcome[] = []
  const served = (reason: Reason, variant: string, offset: number): Outcome => {
    const place = names.indexOf(variant) * 3 + offset
    made[place] ??= outcome(key, reason, outcomeCodes.firstVariant + place, metadata, variants[variant], variant)
    return made[place]
  }
  const byDefault = (reason: Reason, offset: number): Outcome => {
    const name = definition.defaultVariant ?? ''
    if (name === '') return outcome(key, 'DEFAULT', outcomeCodes.noValue, metadata)
    if (typeof name === 'string' && Object.hasOwn(variants, name)) return served(reason, name, offset)
    throw new CompileError(`${path}/defaultVariant`, `names no variant; variants are: ${names.join(', ')}`)
  }

  const targeting = definition.targeting
  if (targeting === undefined || (isJsonObject(targeting) && Object.keys(targeting).length === 0)) {
    return { fixed: byDefault('STATIC', 1) }
  }
  const unmatched = byDefault('DEFAULT', 2)
  const failed = failure(
    key,
    'GENERAL',
    outcomeCodes.failed,
    metadata,
    'the targeting failed, or answered no variant of this flag',
  )
  const conclude = (value: Json): Outcome => {
    if (value === null) return unmatched
    const name = typeof value === 'object' ? undefined : String(value)
    return name !== undefined && Object.hasOwn(variants, name) ? served('TARGETING_MATCH', name, 0) : failed
  }
  return { fixed: failed, decide: rules.compile(targeting, key, `${path}/targeting`, conclude) }
}

function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = ownProperty(parent, name)
  return isJsonObject(value) ? value : (noSettings as JsonObject)
}

function merged(setMetadata: Metadata, own: Json | undefined): Metadata | undefined {
  const all = isJsonObject(own) ? { ...setMetadata, ...(own as Metadata) } : setMetadata
  for (const _ in all) return all
  return undefined
}

function outcome(
  key: string,
  reason: Reason,
  code: number,
  metadata: Metadata | undefined,
  value?: Json,
  variant?: string,
): Outcome {
  return { key, reason, value, variant, metadata, errorCode: undefined, errorDetails: undefined, code }
}

function failure(
  key: string,
  errorCode: ErrorCode,
  code: number,
  metadata: Metadata | undefined,
  errorDetails: string,
): Outcome {
  return { key, reason: 'ERROR', value: undefined, variant: undefined, metadata, errorCode, errorDetails, code }
}
