// A decided difference from flagd-core: what each answers and why, how it is recognised, and one example that shows it.

import type { Json, JsonObject } from '../../../../domain/json.ts'
import type { Parting } from '../blame.ts'

export interface Difference {
  readonly name: string
  /** What flagd-core answers. */
  readonly theirs: string
  readonly ours: string
  readonly why: string
  /** Sees one operation whose arguments both evaluators agree about. */
  matches(parting: Parting): boolean
  readonly example: Example
}

export interface Example {
  readonly rule: Json
  readonly context?: JsonObject
  readonly ours: Json
  readonly theirs: Json
}

export const isText = (value: Json | undefined): value is string => typeof value === 'string'
export const isNumber = (value: Json | undefined): value is number => typeof value === 'number'
export const isFlat = (value: Json | undefined): boolean => typeof value !== 'object' || value === null

/** Both answered yes or no, and not the same. */
export const opposed = ({ ours, theirs }: Parting): boolean => typeof ours === 'boolean' && ours === !theirs
