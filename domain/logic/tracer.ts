// The hook through which a rule's evaluation can be watched. It is asked while compiling, and wraps what was compiled: a
// rule that is compiled without one runs as if there were none.

import type { Json } from '../json.ts'
import type { Expression } from './program.ts'

export interface Tracer {
  /** The operation at a place, compiled; returns what is run in its stead. `path` is a JSON pointer into the document. */
  wrap(path: string, operator: string, argument: Json, expression: Expression): Expression
}
