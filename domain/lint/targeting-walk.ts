// Every operation in a rule, with its place. Rules are nested at most as deep as the document's check allows.

import { isJsonObject, type Json, pointer } from '../json.ts'

export interface Operation {
  readonly operator: string
  readonly argument: Json
  /** JSON pointer of the argument, beginning with the one given. */
  readonly path: string
}

export function* operationsOf(rule: Json | undefined, path: string): Generator<Operation> {
  if (Array.isArray(rule)) {
    for (const [i, part] of rule.entries()) yield* operationsOf(part as Json, pointer(path, i))
  } else if (isJsonObject(rule)) {
    for (const [operator, argument] of Object.entries(rule)) {
      const at = pointer(path, operator)
      yield { operator, argument, path: at }
      yield* operationsOf(argument, at)
    }
  }
}
