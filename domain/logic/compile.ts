// Targeting to closures. One compiler serves one document: named fragments that do not depend on a flag are compiled
// once and shared, however many flags refer to them.

import type { Hasher } from '../bucket/hasher.ts'
import { maxTargetingDepth, maxTargetingNodes } from '../flag/limits.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import { CompileError } from './logic-error.ts'
import { choose, planFractional, unbucketed } from './operators/fractional.ts'
import { operators } from './operators/registry.ts'
import { type Compiler, constant, dynamic, type Expression, type Frame, type Scope } from './program.ts'
import { truthy } from './values.ts'

/** What a flag makes of the value its targeting answers; asked at compile time for every value known then. */
export type Conclude<T> = (value: Json) => T
export type Decide<T> = (frame: Frame) => T

export interface RuleCompiler {
  /** Compiles a flag's whole targeting. `path` is its JSON pointer. Throws CompileError. */
  compile<T>(targeting: Json, flagKey: string, path: string, conclude: Conclude<T>): Decide<T>
}

/** A fragment compiled once for all flags. */
interface Shared {
  readonly expression: Expression
  readonly nodes: number
  readonly height: number
}

/** The state of one flag's compilation. */
interface Work {
  readonly flagKey: string
  nodes: number
  deepest: number
  /** Names of the fragments being expanded, to see a circle. */
  readonly open: string[]
  /** Set when something compiled since holds for this flag only. */
  flagDependent: boolean
}

interface Place {
  readonly path: string
  readonly scope: Scope
  readonly depth: number
}

const below = (place: Place, token: string | number): Place => ({
  ...place,
  path: pointer(place.path, token),
  depth: place.depth + 1,
})

export function createRuleCompiler(fragments: JsonObject, hasher: Hasher): RuleCompiler {
  const shared = new Map<string, Shared>()

  function compileRule(rule: Json, place: Place, work: Work): Expression {
    enter(place, work)
    if (Array.isArray(rule)) return compileArray(rule, place, work)
    return isJsonObject(rule) ? compileOperation(rule, place, work) : constant(rule)
  }

  function compileArray(rules: readonly Json[], place: Place, work: Work): Expression {
    const list = rules.map((rule, i) => compileRule(rule, below(place, i), work))
    if (list.every((expression) => expression.constant)) {
      return constant(list.map((expression) => (expression.constant ? expression.value : null)))
    }
    return dynamic((frame, item) => list.map((expression) => expression.run(frame, item)))
  }

  function compileOperation(rule: JsonObject, place: Place, work: Work): Expression {
    const name = operatorOf(rule, place)
    if (name === undefined) return constant(rule)
    const argument = rule[name] as Json
    if (name === '$ref') return compileReference(argument, place, work)
    const operator = operators.get(name)
    if (operator === undefined) {
      const known = [...operators.keys()].join(' ')
      throw new CompileError(place.path, `unknown operator ${JSON.stringify(name)}; known are: ${known}`)
    }
    return operator(argument, argumentOf(place, name, work))
  }

  function compileReference(name: Json, place: Place, work: Work): Expression {
    const fragment = fragmentNamed(name, place, work)
    // A fragment reads the element it stands in, so inside a walking operator the same name means another thing.
    const key = `${place.scope} ${name}`
    const known = shared.get(key)
    if (known !== undefined) {
      enter({ ...place, depth: place.depth + known.height }, work, known.nodes)
      return known.expression
    }
    const before = { ...work }
    work.flagDependent = false
    work.deepest = place.depth
    work.open.push(name as string)
    const expression = compileRule(fragment, below(place, '$ref'), work)
    work.open.pop()
    if (!work.flagDependent) {
      shared.set(key, { expression, nodes: work.nodes - before.nodes, height: work.deepest - place.depth })
    }
    work.flagDependent ||= before.flagDependent
    work.deepest = Math.max(work.deepest, before.deepest)
    return expression
  }

  /**
   * Compiles an expression in the place where its value is the flag's answer. Branches and shares that end in a constant
   * conclude at compile time, so that running them yields the finished answer without a look-up.
   */
  function compileDecision<T>(rule: Json, place: Place, work: Work, conclude: Conclude<T>): Decide<T> {
    const name = isJsonObject(rule) ? operatorOf(rule, place) : undefined
    const argument = name === undefined ? null : ((rule as JsonObject)[name] as Json)
    if (name === '$ref') {
      enter(place, work)
      work.open.push(fragmentName(argument, place, work))
      const decide = compileDecision(fragments[argument as string] as Json, below(place, '$ref'), work, conclude)
      work.open.pop()
      return decide
    }
    if ((name === 'if' || name === '?:') && Array.isArray(argument)) {
      enter(place, work)
      return compileBranches(argument, below(place, name), work, conclude)
    }
    const plan = name === 'fractional' ? planFractional(argument, argumentOf(place, name, work)) : undefined
    if (plan !== undefined) {
      const shares = plan.shares.variants.map(conclude)
      const otherwise = conclude(null)
      return (frame) => {
        const choice = choose(plan, frame, null)
        if (choice >= 0) return shares[choice]!
        return choice === unbucketed ? otherwise : conclude(plan.general(frame, null))
      }
    }
    const expression = compileRule(rule, place, work)
    if (expression.constant) {
      const concluded = conclude(expression.value)
      return () => concluded
    }
    return (frame) => conclude(expression.run(frame, null))
  }

  function compileBranches<T>(list: readonly Json[], place: Place, work: Work, conclude: Conclude<T>): Decide<T> {
    const tests: Expression[] = []
    const branches: Decide<T>[] = []
    for (let i = 0; i + 1 < list.length; i += 2) {
      tests.push(compileRule(list[i]!, below(place, i), work))
      branches.push(compileDecision(list[i + 1]!, below(place, i + 1), work, conclude))
    }
    const lastIndex = list.length - 1
    const last = list.length % 2 === 1 ? list[lastIndex]! : null
    const otherwise = compileDecision(last, below(place, lastIndex), work, conclude)
    if (tests.length === 1) {
      const test = tests[0]!.run
      const branch = branches[0]!
      return (frame) => (truthy(test(frame, null)) ? branch(frame) : otherwise(frame))
    }
    return (frame) => {
      for (let i = 0; i < tests.length; i++) if (truthy(tests[i]!.run(frame, null))) return branches[i]!(frame)
      return otherwise(frame)
    }
  }

  function fragmentName(name: Json, place: Place, { open }: Work): string {
    if (typeof name !== 'string') throw new CompileError(place.path, '$ref takes the name of an entry of $evaluators')
    if (open.includes(name)) {
      throw new CompileError(place.path, `$ref runs in a circle: ${[...open, name].join(' -> ')}`)
    }
    if (ownProperty(fragments, name) !== undefined) return name
    throw new CompileError(place.path, `$ref names ${JSON.stringify(name)}, which is not in $evaluators`)
  }

  const fragmentNamed = (name: Json, place: Place, work: Work): Json => fragments[fragmentName(name, place, work)]!

  function argumentOf(place: Place, operator: string, work: Work): Compiler {
    const inside = below(place, operator)
    return {
      flagKey: work.flagKey,
      hasher,
      scope: place.scope,
      path: inside.path,
      dependOnFlag: () => {
        work.flagDependent = true
      },
      compile: (rule, token, scope = place.scope) =>
        compileRule(rule, { path: pointer(inside.path, token), scope, depth: inside.depth }, work),
    }
  }

  return {
    compile(targeting, flagKey, path, conclude) {
      const work: Work = { flagKey, nodes: 0, deepest: 0, open: [], flagDependent: false }
      return compileDecision(targeting, { path, scope: 'root', depth: 0 }, work, conclude)
    },
  }
}

/** Counts a node, or several at once, against the limits. */
function enter(place: Place, work: Work, nodes = 1): void {
  work.nodes += nodes
  work.deepest = Math.max(work.deepest, place.depth)
  if (place.depth > maxTargetingDepth) {
    throw new CompileError(place.path, `targeting is nested deeper than ${maxTargetingDepth} operations`)
  }
  if (work.nodes > maxTargetingNodes) {
    throw new CompileError(place.path, `targeting has more than ${maxTargetingNodes} nodes once its $refs are followed`)
  }
}

/** The one key of an operation; undefined for `{}`, which is a plain empty map. */
function operatorOf(rule: JsonObject, place: Place): string | undefined {
  const [name, ...others] = Object.keys(rule)
  if (others.length === 0) return name
  throw new CompileError(place.path, 'an operation is an object with one key, its operator')
}
