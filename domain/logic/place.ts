// Where the compiler stands in a rule, and how much of the flag's limits is used up. Thousands of rules are compiled on
// every load, so a place remembers only its parent and its token: the JSON pointer is written when something is wrong.

import type { Hasher } from '../bucket/hasher.ts'
import { maxTargetingDepth, maxTargetingNodes } from '../flag/limits.ts'
import { type Json, pointer } from '../json.ts'
import { CompileError } from './logic-error.ts'
import { type Compiler, constant, type Expression, type Scope } from './program.ts'

/** The state of one flag's compilation. */
export interface Work {
  readonly flagKey: string
  readonly hasher: Hasher
  readonly compileRule: (rule: Json, place: Place) => Expression
  nodes: number
  deepest: number
  /** Names of the fragments being expanded, to see a circle. */
  readonly open: string[]
  /** Set when something compiled since holds for this flag only. */
  flagDependent: boolean
}

/** A place in a rule. To the operator that stands there it is the compiler of its arguments. */
export class Place implements Compiler {
  readonly work: Work
  readonly scope: Scope
  /** Operations around this place. */
  readonly depth: number
  readonly #parent: Place | undefined
  readonly #token: string | number | undefined

  constructor(work: Work, parent: Place | undefined, token: string | number | undefined, scope: Scope, depth: number) {
    this.work = work
    this.#parent = parent
    this.#token = token
    this.scope = scope
    this.depth = depth
  }

  get flagKey(): string {
    return this.work.flagKey
  }

  get hasher(): Hasher {
    return this.work.hasher
  }

  /** JSON pointer. The token of the outermost place is the pointer of the whole rule. */
  get path(): string {
    const token = this.#token
    if (this.#parent === undefined) return String(token ?? '')
    return token === undefined ? this.#parent.path : pointer(this.#parent.path, token)
  }

  /** A place on the same level, such as an argument; `undefined` names the argument that is no list. */
  at(token: string | number | undefined, scope = this.scope): Place {
    return new Place(this.work, this, token, scope, this.depth)
  }

  /** A place one level down. */
  below(token: string | number): Place {
    return new Place(this.work, this, token, this.scope, this.depth + 1)
  }

  dependOnFlag(): void {
    this.work.flagDependent = true
  }

  compile(rule: Json, token: string | number | undefined, scope = this.scope): Expression {
    if (typeof rule === 'object' && rule !== null) return this.work.compileRule(rule, this.at(token, scope))
    this.count(1)
    return constant(rule)
  }

  descend(token: string | number, operator: string): Place {
    const operation = this.at(token)
    operation.enter(1, 1)
    return operation.below(operator)
  }

  /** Counts what stands at this place, so many levels high, against the limits. */
  enter(nodes: number, height: number): void {
    const { work } = this
    const depth = this.depth + height
    if (depth > work.deepest) work.deepest = depth
    if (depth > maxTargetingDepth) {
      throw new CompileError(this.path, `targeting is nested deeper than ${maxTargetingDepth} operations`)
    }
    this.count(nodes)
  }

  count(nodes: number): void {
    this.work.nodes += nodes
    if (this.work.nodes > maxTargetingNodes) {
      throw new CompileError(
        this.path,
        `targeting has more than ${maxTargetingNodes} nodes once its $refs are followed`,
      )
    }
  }
}
