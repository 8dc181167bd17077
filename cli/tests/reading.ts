// What every part of a test file is parsed with: where things stand, and how to refuse them.

import { type JsonObject, pointer } from '../../domain/json.ts'
import type { FileProblem } from '../files/file-problem.ts'
import type { Place, Refuse } from './flag-test.ts'

export interface Reading {
  readonly problems: FileProblem[]
  readonly refuse: Refuse
  placeOf(path: string): Place
}

/** Refuses members that mean nothing: they are misspelt ones that do. */
export function checkFields(value: JsonObject, path: string, fields: readonly string[], reading: Reading): void {
  for (const name of Object.keys(value)) {
    if (fields.includes(name)) continue
    reading.problems.push(reading.refuse(pointer(path, name), value[name], `one of ${fields.join(', ')}`))
  }
}
