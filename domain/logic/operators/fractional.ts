// fractional [bucketBy?, [variant, weight?]...]   Deterministic shares of a population, generation 2 of flagd's
// operator: arguments are evaluated first, so variants, weights and whole entries may be expressions.

import { type Distribution, distribution, pick } from '../../bucket/distribution.ts'
import { shorthandKey, shorthandSalt } from '../../bucket/hash-input.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { compileList, compileValues } from '../arguments.ts'
import { type Compiler, dynamic, type Expression, type Frame, type Operator, type Run } from '../program.ts'
import { join, text, trimSpace } from '../values.ts'

/** No bucketing value: the operator answers null. */
export const unbucketed = -1
/** The bucketing argument turned out to be an entry itself. */
const undecided = -2

/** Unsigned hash of the bucketing value, `unbucketed`, or `undecided`. */
type Bucket = (frame: Frame, item: Json) => number

/** A fractional whose entries are constants: all that is left to do per request is one hash. */
export interface FractionalPlan {
  readonly bucket: Bucket
  readonly shares: Distribution
  /** The whole operator, for the rare case that `bucket` cannot decide. */
  readonly undecided: Run
}

export interface CompiledFractional {
  /** Undefined where entries have to be evaluated. */
  readonly plan: FractionalPlan | undefined
  /** For where there is no plan. */
  readonly run: Run
}

/** Bucketing by flag key and targeting key. */
function byTargetingKey(compiler: Compiler): Bucket {
  compiler.dependOnFlag()
  const { hasher } = compiler
  const salt = hasher.salt(shorthandSalt(compiler.flagKey))
  return (frame) => {
    const key = shorthandKey(frame.context)
    if (key === null) return unbucketed
    return frame.bulkHashed ? hasher.hashed(salt) : hasher.hash(salt, key)
  }
}

const isJoinable = (part: Expression): boolean =>
  part.constant && (typeof part.value === 'string' || typeof part.value === 'number' || part.value === null)

/** Whether the last character is known not to be white space: the common case, told without a look at the rest. */
const endsPlain = (value: string): boolean => {
  const last = value.charCodeAt(value.length - 1)
  return last > 0x20 && last < 0x80
}

/** Bucketing by `{"cat": ["salt", {"var": "email"}]}`: the constant front is a salt, the last part is the key. */
function byJoinedText(parts: readonly Expression[], compiler: Compiler): Bucket {
  const { hasher } = compiler
  const plain = hasher.salt('')
  const last = parts[parts.length - 1]
  const front = parts.slice(0, -1)
  const prefix = front.every(isJoinable) ? front.map((part) => text(part.constant ? part.value : null)).join('') : ''
  // White space at the ends is dropped from the joined text: only where neither end can lose any, the text may be hashed
  // in two parts. A prefix that ends in half a surrogate pair would be another text than the joined one.
  if (last === undefined || !endsPlain(prefix) || trimSpace(prefix) !== prefix) {
    return (frame, item) => hasher.hash(plain, join(parts.map((part) => part.run(frame, item))))
  }
  const salt = hasher.salt(prefix)
  return (frame, item) => {
    const key = text(last.run(frame, item))
    return endsPlain(key) ? hasher.hash(salt, key) : hasher.hash(plain, trimSpace(prefix + key))
  }
}

function byComputedText({ run }: Expression, compiler: Compiler): Bucket {
  const { hasher } = compiler
  const plain = hasher.salt('')
  const shorthand = byTargetingKey(compiler)
  return (frame, item) => {
    const value = run(frame, item)
    if (typeof value === 'string') return hasher.hash(plain, value)
    if (value === null) return shorthand(frame, item)
    return Array.isArray(value) ? undecided : unbucketed
  }
}

interface BucketingArgument {
  readonly bucket: Bucket
  /** Set where the argument may turn out to be an entry. */
  readonly expression?: Expression
}

function compileBucketing(rule: Json, compiler: Compiler): BucketingArgument {
  if (rule === null) return { bucket: byTargetingKey(compiler) }
  const parts = isJsonObject(rule) && Object.keys(rule).length === 1 ? rule.cat : undefined
  if (Array.isArray(parts)) {
    const list = compileList(parts, compiler.descend(0, 'cat')) as readonly Expression[]
    return { bucket: byJoinedText(list, compiler) }
  }
  const expression = compiler.compile(rule, 0)
  return { bucket: byComputedText(expression, compiler), expression }
}

const none: Run = () => null

/** The shares if all entries are known already and fit together. */
function constantShares(entries: readonly Expression[]): Distribution | null {
  if (!entries.every((entry) => entry.constant)) return null
  return distribution(entries.map((entry) => (entry.constant ? entry.value : null)))
}

export function compileFractional(argument: Json, compiler: Compiler): CompiledFractional {
  if (!Array.isArray(argument)) return { plan: undefined, run: overComputedList(argument, compiler) }
  const from = argument.length === 0 || Array.isArray(argument[0]) ? 0 : 1
  const { bucket, expression }: BucketingArgument =
    from === 0 ? { bucket: byTargetingKey(compiler) } : compileBucketing(argument[0], compiler)
  const entries = argument.slice(from).map((entry: Json, i) => compiler.compile(entry, from + i))
  const shares = constantShares(entries)
  if (shares !== null && expression === undefined) return { plan: { bucket, shares, undecided: none }, run: none }

  const shorthand = expression === undefined ? bucket : byTargetingKey(compiler)
  const run: Run = (frame, item) => {
    const list = entries.map((entry) => entry.run(frame, item))
    const hash = bucket(frame, item)
    if (hash !== undecided || expression === undefined) return share(list, hash)
    return share([expression.run(frame, item), ...list], shorthand(frame, item))
  }
  return { plan: shares === null ? undefined : { bucket, shares, undecided: run }, run }
}

/** The list itself comes from an operation. */
function overComputedList(argument: Json, compiler: Compiler): Run {
  const values = compileValues(argument, compiler)
  const shorthand = byTargetingKey(compiler)
  const { hasher } = compiler
  const plain = hasher.salt('')
  return (frame, item) => {
    const list = values(frame, item)
    const [first = null] = list
    if (Array.isArray(first)) return share(list, shorthand(frame, item))
    if (typeof first === 'string') return share(list.slice(1), hasher.hash(plain, first))
    return first === null ? share(list.slice(1), shorthand(frame, item)) : null
  }
}

function share(entries: readonly Json[], hash: number): Json {
  const shares = hash === unbucketed ? null : distribution(entries)
  return shares === null ? null : shares.variants[pick(shares, hash)]!
}

/** Runs a plan to the position of the chosen entry, `unbucketed`, or another negative number for undecided. */
export function choose({ bucket, shares }: FractionalPlan, frame: Frame, item: Json): number {
  const hash = bucket(frame, item)
  return hash < 0 ? hash : pick(shares, hash)
}

export const fractional: Operator = (argument, compiler) => {
  const { plan, run } = compileFractional(argument, compiler)
  if (plan === undefined) return dynamic(run)
  return dynamic((frame, item) => {
    const choice = choose(plan, frame, item)
    if (choice >= 0) return plan.shares.variants[choice]!
    return choice === unbucketed ? null : plan.undecided(frame, item)
  })
}
