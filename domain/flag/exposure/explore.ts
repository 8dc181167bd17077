// Proves what a change can do to anybody, by going through every way in which two rules can be answered: each condition may
// hold, not hold or fail, each hash may fall into each share. Conditions count as independent unless they are known to be
// related, so more ways are gone through than there are users: what shows in none of them happens to nobody. The reverse is
// no proof: a way that is found may be nobody's.

import { distribution } from '../../bucket/distribution.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { truthy } from '../../logic/values.ts'
import { type Condition, canFail, type Relation, readCondition, relate } from './conditions.ts'
import { isConstant } from './inline-fragments.ts'
import { failed, type TargetingAnswer, type Version } from './version.ts'

export interface Moves {
  /** Somebody for whom it was off may have it on. */
  readonly gains: boolean
  readonly loses: boolean
  /** Somebody for whom it stays on may see another value. */
  readonly swaps: boolean
}

/** Questions asked before the change counts as too large to go through: some 20 ms. */
const maxQuestions = 60_000
const hashSpace = 2 ** 32

type Truth = boolean | typeof failed
type Segment = readonly [from: number, to: number]

/** Undefined where there are too many ways. */
export function explore(before: Version, after: Version): Moves | undefined {
  if (before.rule === undefined || after.rule === undefined) return undefined
  const names = [...new Set([...before.variants, ...after.variants])]
  const ways = new Ways(names, maxQuestions)
  const moves = { gains: false, loses: false, swaps: false }
  do {
    const was = before.seen(ways.decide(before.rule))
    const is = after.seen(ways.decide(after.rule))
    if (was === undefined) moves.gains ||= is !== undefined
    else if (is === undefined) moves.loses = true
    else moves.swaps ||= was !== is
    if (moves.gains && moves.loses && moves.swaps) return moves
  } while (ways.next())
  return ways.isSpent ? undefined : moves
}

/** Whether the second predicate holds wherever the first does. */
function implies(one: Json, other: Json): boolean {
  const ways = new Ways([], maxQuestions / 10)
  do {
    if (ways.test(one) === true && ways.test(other) !== true) return false
  } while (ways.next())
  return !ways.isSpent
}

/** All ways in which conditions can be answered, one after another. Within one way the same question has one answer. */
class Ways {
  readonly #names: readonly string[]
  readonly #conditions = new Map<string, Condition>()
  readonly #relations = new Map<string, Relation | undefined>()
  readonly #texts = new WeakMap<object, string>()
  /** The choices of this way: which option of how many. */
  readonly #trail: { option: number; readonly count: number }[] = []
  #depth = 0
  #left: number
  readonly #truths = new Map<string, Truth>()
  /** What was answered in this way, by subject. */
  readonly #asked = new Map<string, Condition[]>()
  readonly #failures = new Map<string, boolean>()
  readonly #answers = new Map<string, TargetingAnswer | Segment>()

  constructor(names: readonly string[], maxQuestions: number) {
    this.#names = names
    this.#left = maxQuestions
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  /** Goes on to the next way; false after the last, or when there are too many. */
  next(): boolean {
    this.#depth = 0
    this.#truths.clear()
    this.#asked.clear()
    this.#failures.clear()
    this.#answers.clear()
    while (this.#trail.length > 0) {
      const last = this.#trail[this.#trail.length - 1]!
      last.option++
      if (last.option < last.count) return !this.isSpent
      this.#trail.pop()
    }
    return false
  }

  #choose<T>(options: readonly T[]): T {
    this.#left--
    if (options.length === 1) return options[0]!
    let step = this.#trail[this.#depth]
    if (step === undefined) {
      step = { option: 0, count: options.length }
      this.#trail.push(step)
    }
    this.#depth++
    return options[step.option]!
  }

  /** What a rule answers where its answer is the flag's. */
  decide(rule: Json): TargetingAnswer {
    if (!isJsonObject(rule)) return rule
    const [operator, argument = null] = Object.entries(rule)[0] ?? []
    if (operator === undefined) return rule
    if ((operator === 'if' || operator === '?:') && Array.isArray(argument)) {
      const branch = this.#branch(argument)
      return branch === failed ? failed : this.decide(branch)
    }
    if (answersBoolean.has(operator)) return this.test(rule)
    if (operator === 'fractional' && Array.isArray(argument)) return this.#share(rule, argument)
    return this.#unknown(this.#textOf(rule))
  }

  /** Whether a rule holds where it is asked as a condition. */
  test(rule: Json): Truth {
    if (!isJsonObject(rule)) return isConstant(rule) ? truthy(rule) : this.#ask(rule)
    const [operator, argument = null] = Object.entries(rule)[0] ?? []
    if (operator === undefined) return false
    if (operator === '!=') return negated(this.test({ '==': argument }))
    if (operator === '!==') return negated(this.test({ '===': argument }))
    if (operator === '!' || operator === '!!') return this.#negate(rule, argument, operator === '!')
    if (!Array.isArray(argument)) return this.#ask(rule)
    if (operator === 'none' && argument.length === 2) return negated(this.test({ some: argument }))
    if (operator === 'and' || operator === 'or') return this.#join(argument, operator === 'or')
    if (operator !== 'if' && operator !== '?:') return this.#ask(rule)
    const branch = this.#branch(argument)
    return branch === failed ? failed : this.test(branch)
  }

  #join(terms: readonly Json[], decisive: boolean): Truth {
    for (const term of terms) {
      const truth = this.test(term)
      if (truth === failed || truth === decisive) return truth
    }
    return terms.length > 0 && !decisive
  }

  #branch(list: readonly Json[]): Json | typeof failed {
    for (let i = 0; i + 1 < list.length; i += 2) {
      const truth = this.test(list[i]!)
      if (truth === failed) return failed
      if (truth) return list[i + 1]!
    }
    return list.length % 2 === 1 ? list[list.length - 1]! : null
  }

  /** Of a list that an operation answers only the first value is negated: such an operation stays whole. */
  #negate(rule: Json, argument: Json, negate: boolean): Truth {
    if (Array.isArray(argument) || !isJsonObject(argument)) {
      const truth = this.test(Array.isArray(argument) ? (argument[0] ?? null) : argument)
      return negate ? negated(truth) : truth
    }
    const [operator = ''] = Object.keys(argument)
    if (!answersBoolean.has(operator)) return this.#ask(rule)
    const truth = this.test(argument)
    return negate ? negated(truth) : truth
  }

  #ask(rule: Json): Truth {
    const text = this.#textOf(rule)
    const known = this.#truths.get(text)
    if (known !== undefined) return known
    let condition = this.#conditions.get(text)
    if (condition === undefined) {
      condition = readCondition(rule, text)
      this.#conditions.set(text, condition)
    }
    const truth = this.#choose(this.#possible(condition))
    this.#note(condition, truth)
    return truth
  }

  #possible(condition: Condition): Truth[] {
    const { subject, failsBy } = condition
    const fails = failsBy === undefined ? false : this.#failures.get(failsBy)
    if (fails === true) return [failed]
    let [canHold, canNot] = [true, true]
    for (const other of subject === undefined ? [] : (this.#asked.get(subject) ?? [])) {
      if (this.isSpent) break
      this.#left--
      const truth = this.#truths.get(other.text)
      const relation = truth === failed ? undefined : this.#relate(other, condition)
      if (relation === undefined) continue
      if (truth ? relation.exclusive : relation.back) canHold = false
      if (truth && relation.forth) canNot = false
    }
    const options: Truth[] = []
    if (canHold) options.push(true)
    // Where relations leave nothing, there is nobody: any answer will do.
    if (canNot || !canHold) options.push(false)
    if (fails === undefined) options.push(failed)
    return options
  }

  #note(condition: Condition, truth: Truth): void {
    const { text, subject, failsBy } = condition
    this.#truths.set(text, truth)
    if (failsBy !== undefined) this.#failures.set(failsBy, truth === failed)
    if (subject === undefined) return
    const others = this.#asked.get(subject)
    if (others === undefined) this.#asked.set(subject, [condition])
    else others.push(condition)
  }

  #relate(one: Condition, other: Condition): Relation | undefined {
    const pair = `${one.text} ${other.text}`
    if (!this.#relations.has(pair)) this.#relations.set(pair, relate(one, other, implies))
    return this.#relations.get(pair)
  }

  /** An answer that evaluation alone knows: any variant, nothing, or none of them. */
  #unknown(about: string): TargetingAnswer {
    const known = this.#answers.get(about)
    if (known !== undefined && !isSegment(known)) return known
    const answer = this.#choose<TargetingAnswer>([null, failed, ...this.#names])
    this.#answers.set(about, answer)
    return answer
  }

  #share(rule: Json, argument: readonly Json[]): TargetingAnswer {
    const from = argument.length === 0 || Array.isArray(argument[0]) ? 0 : 1
    const entries = argument.slice(from)
    if (!entries.every(isConstant)) return this.#unknown(this.#textOf(rule))
    const by = from === 0 ? null : argument[0]!
    if (typeof by === 'number' || typeof by === 'boolean') return null
    const key = this.#textOf(by)
    const how = this.#bucketing(by, key)
    if (how === 'failed') return failed
    if (how === 'none') return null
    if (how === 'text') return this.#pick(key, entries)
    // What is bucketed by may be an entry itself. Where the weights add up to the same, it moves all shares alike.
    const same = `${key} ${JSON.stringify(distribution(entries) && entries.reduce<number>(addWeight, 0))}`
    const about = distribution(entries) === null ? this.#textOf(rule) : same
    const first = this.#answers.get(about) ?? this.#choose<TargetingAnswer>([true, null, failed, ...this.#names])
    this.#answers.set(about, first)
    return first === true ? this.#pick(about, entries) : (first as TargetingAnswer)
  }

  #bucketing(by: Json, key: string): string {
    const known = this.#answers.get(`how ${key}`)
    if (typeof known === 'string') return known
    const options = typeof by === 'string' ? ['text'] : ['text', 'none']
    if (isJsonObject(by) && !Object.hasOwn(by, 'cat')) options.push('entry')
    if (canFail(by)) options.push('failed')
    const how = this.#choose(options)
    this.#answers.set(`how ${key}`, how)
    return how
  }

  /** The hash of one bucketing value falls into one segment, which gets narrower with every share it is compared with. */
  #pick(key: string, entries: readonly Json[]): TargetingAnswer {
    const shares = distribution(entries)
    if (shares === null) return null
    const known = this.#answers.get(`hash ${key}`)
    const [low, high] = known !== undefined && isSegment(known) ? known : ([0, hashSpace] as const)
    const cuts = [...new Set([low, ...shares.ends.filter((end) => end > low && end < high), high])]
    const segment = this.#choose(cuts.slice(1).map((end, i): Segment => [cuts[i]!, end]))
    this.#answers.set(`hash ${key}`, segment)
    return shares.variants[shares.ends.findIndex((end) => segment[0] < end)]!
  }

  #textOf(rule: Json): string {
    if (typeof rule !== 'object' || rule === null) return JSON.stringify(rule)
    const known = this.#texts.get(rule)
    if (known !== undefined) return known
    const text = JSON.stringify(rule)
    this.#texts.set(rule, text)
    return text
  }
}

const answersBoolean: ReadonlySet<string> = new Set('== != === !== < <= > >= in ! !! some all none'.split(' '))

const negated = (truth: Truth): Truth => (truth === failed ? failed : !truth)

const isSegment = (answer: TargetingAnswer | Segment): answer is Segment =>
  Array.isArray(answer) && answer.length === 2 && typeof answer[0] === 'number'

const addWeight = (total: number, entry: Json): number =>
  total + Math.max(0, Number((entry as readonly Json[])[1] ?? 1))
