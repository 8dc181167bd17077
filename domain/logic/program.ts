// What targeting is compiled to: closures from (frame, item) to a value. A rule is compiled once per revision and then
// only run, so everything that can be decided from the rule alone is decided here.

import type { Hasher } from '../bucket/hasher.ts'
import type { Json, JsonObject } from '../json.ts'

/** One evaluation's input. The same frame serves all flags of a bulk request. */
export interface Frame {
  /** The evaluation context as the caller gave it; `targetingKey` is an ordinary key of it. */
  readonly context: JsonObject
  /** Unix seconds, offered to rules as `$flagd.timestamp`. */
  readonly nowSeconds: number
  /** Facts of the user's own request, offered as `$edge`; undefined where the caller is not the user. */
  readonly edge: JsonObject | undefined
  /** True when the hasher has already hashed this context's targetingKey with every salt. */
  readonly bulkHashed: boolean
}

/** A compiled expression. `item` is the element inside `map`, `filter`, `some` and their kin, else unused. */
export type Run = (frame: Frame, item: Json) => Json

/** A compiled expression whose value is known already, or one that has to be run. */
export type Expression =
  | { readonly constant: true; readonly value: Json; readonly run: Run }
  | { readonly constant: false; readonly run: Run }

/** Most constants are concluded from while compiling and never run, so their closure is made when it is asked for. */
class Constant {
  readonly constant = true
  readonly value: Json

  constructor(value: Json) {
    this.value = value
  }

  get run(): Run {
    const { value } = this
    return () => value
  }
}

export const constant = (value: Json): Expression => new Constant(value)
export const dynamic = (run: Run): Expression => ({ constant: false, run })

/** Where an expression stands: at the root of the data or inside an operator that walks a list. */
export type Scope = 'root' | 'item'

/** What an operator may ask of the compiler while it builds its closure. */
export interface Compiler {
  readonly flagKey: string
  readonly hasher: Hasher
  readonly scope: Scope
  /** JSON pointer of the operator's argument, for errors. */
  readonly path: string
  /** Marks the expression as belonging to this flag alone, so that a shared fragment is not reused for another. */
  dependOnFlag(): void
  /** The compiler of the arguments of the operation that stands at `token`. */
  descend(token: string | number, operator: string): Compiler
  /** `token` is the rule's position in the argument list, undefined for an argument that is no list. */
  compile(rule: Json, token: string | number | undefined, scope?: Scope): Expression
}

/** An operator: takes its raw argument, returns the closure. */
export type Operator = (argument: Json, compiler: Compiler) => Expression
