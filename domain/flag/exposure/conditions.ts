// Conditions that are not taken apart further: what each asks, and what one of them says about another. `plan == "pro"`
// leaves no room for `plan == "team"`, and `age > 21` implies `age > 18`. Silence is always right here: a relation that is
// not known makes fewer changes provable, never a wrong proof. So what stands here has to hold for every value there is,
// with all of JsonLogic's coercions.

import { isJsonObject, type Json } from '../../json.ts'
import { parseVersion, versionRelations } from '../../logic/operators/sem-ver.ts'
import { comparable } from '../../logic/values.ts'

type Version = NonNullable<ReturnType<typeof parseVersion>>

/** What a condition asks of its subject. */
type Question =
  /** The subject is on one side of a number; `open` without the number itself. */
  | { readonly kind: 'number'; readonly below: boolean; readonly open: boolean; readonly bound: number }
  | { readonly kind: 'version'; readonly below: boolean; readonly open: boolean; readonly bound: Version }
  /** The subject is exactly this text, which spells no number. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly members: ReadonlySet<string> }
  | { readonly kind: 'starts_with' | 'ends_with'; readonly part: string }
  | { readonly kind: 'some' | 'all'; readonly predicate: Json }

export interface Condition {
  /** The rule itself: the same text is the same condition. */
  readonly text: string
  /** What it looks at; conditions of other subjects say nothing about each other. */
  readonly subject: string | undefined
  readonly question: Question | undefined
  /** What makes it fail while evaluating; conditions with the same cause fail together. Undefined if nothing does. */
  readonly failsBy: string | undefined
}

export interface Relation {
  /** Where the first holds, the second does. */
  readonly forth: boolean
  readonly back: boolean
  /** They never hold together. */
  readonly exclusive: boolean
}

/** Whether the second predicate holds for every element for which the first does. */
export type Implies = (one: Json, other: Json) => boolean

export function readCondition(rule: Json, text: string): Condition {
  const [operator = '', argument = null] = isJsonObject(rule) ? (Object.entries(rule)[0] ?? []) : []
  const asked = Array.isArray(argument) ? ask(operator, argument as readonly Json[]) : undefined
  const own = canFail(rule) ? text : undefined
  if (asked === undefined) return { text, subject: undefined, question: undefined, failsBy: own }
  const subject = JSON.stringify(asked.subject)
  return {
    text,
    subject,
    question: asked.question,
    failsBy: own === undefined ? undefined : `${asked.cause} ${subject}`,
  }
}

interface Asked {
  readonly subject: Json
  readonly question: Question
  /** How the subject can make the condition fail. */
  readonly cause: 'value' | 'walk'
}

function ask(operator: string, list: readonly Json[]): Asked | undefined {
  const [left = null, right = null] = list
  if (operator === 'some' || operator === 'all') {
    if (list.length !== 2 || canFail(right)) return undefined
    return { subject: left, question: { kind: operator, predicate: right }, cause: 'walk' }
  }
  const question = list.length === 2 ? askTwo(operator, right) : askVersion(operator, list)
  if (question !== undefined) return { subject: left, question, cause: 'value' }
  const side = sides.get(mirrored.get(operator) ?? '')
  if (list.length !== 2 || typeof left !== 'number' || side === undefined) return undefined
  return { subject: right, question: { kind: 'number', ...side, bound: left }, cause: 'value' }
}

const sides: ReadonlyMap<string, { readonly below: boolean; readonly open: boolean }> = new Map([
  ['<', { below: true, open: true }],
  ['<=', { below: true, open: false }],
  ['>', { below: false, open: true }],
  ['>=', { below: false, open: false }],
])
/** With the number on the left. */
const mirrored: ReadonlyMap<string, string> = new Map(Object.entries({ '<': '>', '<=': '>=', '>': '<', '>=': '<=' }))

function askTwo(operator: string, right: Json): Question | undefined {
  const side = sides.get(operator)
  if (side !== undefined) return typeof right === 'number' ? { kind: 'number', ...side, bound: right } : undefined
  if (operator === '==' || operator === '===') {
    const isPlain = typeof right === 'string' && Number.isNaN(comparable(right))
    return isPlain ? { kind: 'text', text: right } : undefined
  }
  if (operator === 'starts_with' || operator === 'ends_with') {
    return typeof right === 'string' ? { kind: operator, part: right } : undefined
  }
  if (operator !== 'in' || !isScalarList(right)) return undefined
  return { kind: 'list', members: new Set(right.map((member) => JSON.stringify(member))) }
}

function askVersion(operator: string, [, relation, version = null, ...more]: readonly Json[]): Question | undefined {
  if (operator !== 'sem_ver' || typeof relation !== 'string' || more.length > 0) return undefined
  const side = sides.get(relation)
  const bound = isJsonObject(version) ? null : parseVersion(version)
  return side === undefined || bound === null ? undefined : { kind: 'version', ...side, bound }
}

const isScalarList = (value: Json): value is readonly Json[] =>
  Array.isArray(value) && value.every((member: Json) => typeof member !== 'object' || member === null)

const harmless: ReadonlySet<string> = new Set(
  'var == != === !== < <= > >= and or if ?: ! !! missing starts_with ends_with sem_ver merge fractional'.split(' '),
)

/** Whether evaluating it may fail for some context. */
export function canFail(rule: Json): boolean {
  if (Array.isArray(rule)) return rule.some(canFail)
  if (!isJsonObject(rule)) return false
  return Object.entries(rule).some(([operator, argument]) => {
    if (operator === 'in') return !Array.isArray(argument) || !isScalarList(argument[1] ?? null) || canFail(argument)
    return !harmless.has(operator) || canFail(argument)
  })
}

export function relate(one: Condition, other: Condition, implies: Implies): Relation | undefined {
  if (one.subject === undefined || one.subject !== other.subject || !one.question || !other.question) return undefined
  const forth = follows(one.question, other.question, implies)
  const back = follows(other.question, one.question, implies)
  return { forth, back, exclusive: excludes(one.question, other.question) || excludes(other.question, one.question) }
}

function follows(one: Question, other: Question, implies: Implies): boolean {
  if (one.kind === 'text') return holdsFor(one.text, other) === true
  switch (other.kind) {
    case 'number':
    case 'version': {
      if (one.kind !== other.kind || one.below !== other.below) return false
      const order = compareBounds(one, other)
      if (order === 0) return one.open || !other.open
      return one.below ? order < 0 : order > 0
    }
    case 'list':
      return one.kind === 'list' && [...one.members].every((member) => other.members.has(member))
    case 'starts_with':
      return one.kind === other.kind && one.part.startsWith(other.part)
    case 'ends_with':
      return one.kind === other.kind && one.part.endsWith(other.part)
    case 'some':
    case 'all':
      return one.kind === other.kind && implies(one.predicate, other.predicate)
    case 'text':
      return false
  }
}

function excludes(one: Question, other: Question): boolean {
  if (one.kind === 'text') return holdsFor(one.text, other) === false
  if (one.kind === 'starts_with' || one.kind === 'ends_with') {
    return one.kind === other.kind && !follows(one, other, never) && !follows(other, one, never)
  }
  if ((one.kind !== 'number' && one.kind !== 'version') || one.kind !== other.kind) return false
  if (!one.below || other.below) return false
  const order = compareBounds(one, other)
  return order < 0 || (order === 0 && (one.open || other.open))
}

const never: Implies = () => false

/** The answer for a subject that is this text; undefined where it is not known. */
function holdsFor(text: string, question: Question): boolean | undefined {
  if (question.kind === 'text') return question.text === text
  if (question.kind === 'list') return question.members.has(JSON.stringify(text))
  if (question.kind === 'starts_with') return text.startsWith(question.part)
  return question.kind === 'ends_with' ? text.endsWith(question.part) : undefined
}

type Bounded = Extract<Question, { readonly bound: unknown }>

function compareBounds(one: Bounded, other: Bounded): number {
  if (one.kind === 'number' && other.kind === 'number') return one.bound - other.bound
  if (one.kind !== 'version' || other.kind !== 'version') return 0
  const isBelow = versionRelations.get('<')!
  return isBelow(one.bound, other.bound) ? -1 : Number(isBelow(other.bound, one.bound))
}
