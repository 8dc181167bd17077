// Targeting to closures. One compiler serves one document: named fragments that do not depend on a flag are compiled
// once and shared, however many flags refer to them.

import type { Hasher } from '../bucket/hasher.ts'
import { isJsonObject, type Json, type JsonObject, ownProperty, pointer } from '../json.ts'
import { CompileError } from './logic-error.ts'
import { choose, compileFractional, type FractionalPlan, unbucketed } from './operators/fractional.ts'
import { operators } from './operators/registry.ts'
import { Place, type Work } from './place.ts'
import { constant, dynamic, type Expression, type Frame, type Run } from './program.ts'
import type { Tracer } from './tracer.ts'
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

/** With a tracer every operation can be watched; answers are the same, only later. */
export function createRuleCompiler(fragments: JsonObject, hasher: Hasher, tracer?: Tracer): RuleCompiler {
  const shared = new Map<string, Shared>()

  function compileRule(rule: Json, place: Place): Expression {
    if (isJsonObject(rule)) return compileOperation(rule, place)
    place.enter(1, 0)
    return Array.isArray(rule) ? compileArray(rule, place) : constant(rule)
  }

  function compileArray(rules: readonly Json[], place: Place): Expression {
    if (rules.every(isScalar)) {
      place.count(rules.length)
      return constant(rules)
    }
    const list = rules.map((rule, i) => compileRule(rule, place.below(i)))
    if (list.every((expression) => expression.constant)) {
      return constant(list.map((expression) => (expression.constant ? expression.value : null)))
    }
    return dynamic((frame, item) => list.map((expression) => expression.run(frame, item)))
  }

  function compileOperation(rule: JsonObject, place: Place): Expression {
    place.enter(1, 1)
    const name = operatorOf(rule, place)
    if (name === undefined) return constant(rule)
    const argument = rule[name] as Json
    const expression = name === '$ref' ? compileReference(argument, place) : compileOperator(name, argument, place)
    return tracer === undefined ? expression : tracer.wrap(documentPath(place), name, argument, expression)
  }

  function compileOperator(name: string, argument: Json, place: Place): Expression {
    const operator = operators.get(name)
    if (operator === undefined) {
      const known = [...operators.keys()].join(' ')
      throw new CompileError(place.path, `unknown operator ${JSON.stringify(name)}; known are: ${known}`)
    }
    return operator(argument, place.below(name))
  }

  function compileReference(argument: Json, place: Place): Expression {
    const name = fragmentName(argument, place)
    // A fragment reads the element it stands in, so inside a walking operator the same name means another thing.
    const key = `${place.scope} ${name}`
    const known = shared.get(key)
    if (known !== undefined) {
      place.enter(known.nodes, known.height)
      return known.expression
    }
    const { work } = place
    const before = { ...work }
    work.flagDependent = false
    work.deepest = place.depth
    work.open.push(name)
    const expression = compileRule(fragments[name]!, place.below('$ref'))
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
  function compileDecision<T>(rule: Json, place: Place, conclude: Conclude<T>): Decide<T> {
    // What is watched is not concluded from before it runs.
    const name = isJsonObject(rule) && tracer === undefined ? operatorOf(rule, place) : undefined
    const argument = name === undefined ? null : ((rule as JsonObject)[name] as Json)
    if (name === '$ref') return compileDecidingFragment(argument, place, conclude)
    if ((name === 'if' || name === '?:') && Array.isArray(argument)) {
      place.enter(1, 1)
      return compileBranches(argument, place.below(name), conclude)
    }
    if (name === 'fractional') {
      place.enter(1, 1)
      return compileShares(argument, place.below(name), conclude)
    }
    const expression = compileRule(rule, place)
    return expression.constant ? always(conclude(expression.value)) : concluding(expression.run, conclude)
  }

  function compileDecidingFragment<T>(argument: Json, place: Place, conclude: Conclude<T>): Decide<T> {
    place.enter(1, 1)
    const name = fragmentName(argument, place)
    place.work.open.push(name)
    const decide = compileDecision(fragments[name]!, place.below('$ref'), conclude)
    place.work.open.pop()
    return decide
  }

  function compileShares<T>(argument: Json, place: Place, conclude: Conclude<T>): Decide<T> {
    const { plan, run } = compileFractional(argument, place)
    return plan === undefined ? concluding(run, conclude) : sharing(plan, conclude)
  }

  function compileBranches<T>(list: readonly Json[], place: Place, conclude: Conclude<T>): Decide<T> {
    const tests: Run[] = []
    const branches: Decide<T>[] = []
    for (let i = 0; i + 1 < list.length; i += 2) {
      tests.push(place.compile(list[i]!, i).run)
      branches.push(compileDecision(list[i + 1]!, place.at(i + 1), conclude))
    }
    const lastIndex = list.length - 1
    const last = list.length % 2 === 1 ? list[lastIndex]! : null
    const otherwise = compileDecision(last, place.at(lastIndex), conclude)
    return tests.length === 1 ? choosing(tests[0]!, branches[0]!, otherwise) : searching(tests, branches, otherwise)
  }

  function fragmentName(name: Json, place: Place): string {
    const { open } = place.work
    const wrong = (message: string) => new CompileError(place.at('$ref').path, message)
    if (typeof name !== 'string') throw wrong('$ref takes the name of an entry of $evaluators')
    if (open.includes(name)) throw wrong(`$ref runs in a circle: ${[...open, name].join(' -> ')}`)
    if (ownProperty(fragments, name) !== undefined) return name
    throw wrong(`$ref names ${JSON.stringify(name)}, which is not in $evaluators`)
  }

  return {
    compile(targeting, flagKey, path, conclude) {
      const work: Work = { flagKey, hasher, compileRule, nodes: 0, deepest: 0, open: [], flagDependent: false }
      return compileDecision(targeting, new Place(work, undefined, path, 'root', 0), conclude)
    },
  }
}

// Thousands of flags live as such closures. Each is made in a function of its own, so that it keeps alive what it runs and
// nothing else of the compilation.

const always =
  <T>(concluded: T): Decide<T> =>
  () =>
    concluded

const concluding =
  <T>(run: Run, conclude: Conclude<T>): Decide<T> =>
  (frame) =>
    conclude(run(frame, null))

const choosing =
  <T>(test: Run, branch: Decide<T>, otherwise: Decide<T>): Decide<T> =>
  (frame) =>
    truthy(test(frame, null)) ? branch(frame) : otherwise(frame)

function searching<T>(tests: readonly Run[], branches: readonly Decide<T>[], otherwise: Decide<T>): Decide<T> {
  return (frame) => {
    for (let i = 0; i < tests.length; i++) if (truthy(tests[i]!(frame, null))) return branches[i]!(frame)
    return otherwise(frame)
  }
}

function sharing<T>(plan: FractionalPlan, conclude: Conclude<T>): Decide<T> {
  const shares = plan.shares.variants.map(conclude)
  const otherwise = conclude(null)
  return (frame) => {
    const choice = choose(plan, frame, null)
    if (choice >= 0) return shares[choice]!
    return choice === unbucketed ? otherwise : conclude(plan.undecided(frame, null))
  }
}

/** Where an operation stands in the document: inside a fragment, below that. */
function documentPath({ path, work: { flagKey, open } }: Place): string {
  const fragment = open[open.length - 1]
  if (fragment === undefined) return pointer('/flags', flagKey) + path
  return pointer('/$evaluators', fragment) + path.slice(path.lastIndexOf('/$ref') + '/$ref'.length)
}

const isScalar = (value: Json): boolean => typeof value !== 'object' || value === null

/** The one key of an operation; undefined for `{}`, which is a plain empty map. */
function operatorOf(rule: JsonObject, place: Place): string | undefined {
  const names = Object.keys(rule)
  if (names.length <= 1) return names[0]
  throw new CompileError(place.path, 'an operation is an object with one key, its operator')
}
