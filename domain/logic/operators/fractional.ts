// fractional [bucketBy?, [variant, weight?]...]   Deterministic shares of a population, generation 2 of flagd's
// operator: arguments are evaluated first, so variants, weights and whole entries may be expressions.

import { type Distribution, distribution, pick } from '../../bucket/distribution.ts'
import { shorthandKey, shorthandSalt } from '../../bucket/hash-input.ts'
import type { Salt } from '../../bucket/hasher.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { compileList, compileValues } from '../arguments.ts'
import { type Compiler, dynamic, type Expression, type Frame, type Operator, type Run } from '../program.ts'
import { text, trimSpace } from '../values.ts'

/** No bucketing value: the operator answers null. */
export const unbucketed = -1
/** The bucketing argument turned out to be an entry: only the general path can tell. */
const undecided = -2

/** A fractional whose entries are constants: all that is left to do per request is one hash. */
export interface FractionalPlan {
  /** Unsigned hash, or `unbucketed`. */
  readonly hash: (frame: Frame, item: Json) => number
  readonly shares: Distribution
  /** The whole operator, for the rare case that `hash` cannot decide. */
  readonly general: Run
}

/** Bucketing by flag key and targeting key. */
function byTargetingKey(compiler: Compiler): FractionalPlan['hash'] {
  compiler.dependOnFlag()
  const { hasher } = compiler
  const salt = hasher.salt(shorthandSalt(compiler.flagKey))
  return (frame) => {
    const key = shorthandKey(frame.context)
    if (key === null) return unbucketed
    return frame.bulkHashed ? hasher.hashed(salt) : hasher.hash(salt, key)
  }
}

const endsBlank = (value: string): boolean => {
  const last = value.charCodeAt(value.length - 1)
  return !(last > 0x20 && last < 0x80)
}

/** Bucketing by `{"cat": ["salt", {"var": "email"}]}`: the constant front is a salt, the last part is the key. */
function byJoinedText(parts: readonly Expression[], compiler: Compiler): FractionalPlan['hash'] | undefined {
  const last = parts[parts.length - 1]
  const front = parts.slice(0, -1)
  if (last === undefined || last.constant || !front.every((part) => part.constant)) return undefined
  const { hasher } = compiler
  const prefix = front.map((part) => text(part.constant ? part.value : null)).join('')
  const salt = hasher.salt(prefix)
  const plain = hasher.salt('')
  const trims = trimSpace(prefix) !== prefix
  return (frame, item) => {
    const key = text(last.run(frame, item))
    // White space at the ends is dropped from the joined text, so it cannot be hashed in two parts.
    if (trims || key === '' || endsBlank(key)) return hasher.hash(plain, trimSpace(prefix + key))
    return hasher.hash(salt, key)
  }
}

function byComputedText(expression: Expression, compiler: Compiler): FractionalPlan['hash'] {
  const plain: Salt = compiler.hasher.salt('')
  const shorthand = byTargetingKey(compiler)
  return (frame, item) => {
    const value = expression.run(frame, item)
    if (typeof value === 'string') return compiler.hasher.hash(plain, value)
    if (value === null) return shorthand(frame, item)
    return Array.isArray(value) ? undecided : unbucketed
  }
}

function bucketBy(rule: Json, compiler: Compiler): FractionalPlan['hash'] {
  if (rule === null) return byTargetingKey(compiler)
  if (isJsonObject(rule) && Object.keys(rule).length === 1 && Array.isArray(rule.cat)) {
    const parts = compileList(rule.cat, compiler) as readonly Expression[]
    const joined = byJoinedText(parts, compiler)
    if (joined !== undefined) return joined
  }
  return byComputedText(compiler.compile(rule, 0), compiler)
}

/** Null where the operator cannot distribute at all, undefined where the entries have to be evaluated. */
function constantShares(argument: readonly Json[], from: number, compiler: Compiler): Distribution | null | undefined {
  const compiled = argument.slice(from).map((entry, i) => compiler.compile(entry, from + i))
  if (!compiled.every((entry) => entry.constant)) return undefined
  return distribution(compiled.map((entry) => (entry.constant ? entry.value : null)))
}

function general(argument: Json, compiler: Compiler): Run {
  const values = compileValues(argument, compiler)
  const shorthand = byTargetingKey(compiler)
  const plain = compiler.hasher.salt('')
  return (frame, item) => {
    const list = values(frame, item)
    const [first = null] = list
    const named = typeof first === 'string'
    if (!named && first !== null && !Array.isArray(first)) return null
    const shares = distribution(Array.isArray(first) ? list : list.slice(1))
    const hash = named ? compiler.hasher.hash(plain, first) : shorthand(frame, item)
    return shares === null || hash === unbucketed ? null : shares.variants[pick(shares, hash)]!
  }
}

/** Plans a fractional with constant entries; undefined for any other. */
export function planFractional(argument: Json, compiler: Compiler): FractionalPlan | undefined {
  if (!Array.isArray(argument) || argument.length === 0) return undefined
  const first: Json = argument[0]
  const shorthand = Array.isArray(first)
  const shares = constantShares(argument, shorthand ? 0 : 1, compiler)
  if (shares === undefined || shares === null) return undefined
  const hash = shorthand ? byTargetingKey(compiler) : bucketBy(first, compiler)
  return { hash, shares, general: shorthand ? () => null : general(argument, compiler) }
}

/** Runs a plan to the position of the chosen entry, `unbucketed`, or `undecided`. */
export function choose({ hash, shares }: FractionalPlan, frame: Frame, item: Json): number {
  const value = hash(frame, item)
  return value < 0 ? value : pick(shares, value)
}

export const fractional: Operator = (argument, compiler) => {
  const plan = planFractional(argument, compiler)
  if (plan === undefined) return dynamic(general(argument, compiler))
  return dynamic((frame, item) => {
    const choice = choose(plan, frame, item)
    if (choice >= 0) return plan.shares.variants[choice]!
    return choice === unbucketed ? null : plan.general(frame, item)
  })
}
