// What is wrong with a piece of input: where, what was found there, and what is allowed instead.

import { describe } from './json.ts'

export interface Problem {
  /** JSON pointer (RFC 6901) into the input. "" is the whole of it. */
  readonly path: string
  readonly found: string
  /** What would be right: the remedy. */
  readonly allowed: string
}

export const problem = (path: string, value: unknown, allowed: string): Problem => ({
  path,
  found: describe(value),
  allowed,
})

/** One line for people: `/flags/checkout/state: found "ON"; allowed: "ENABLED" or "DISABLED"`. */
export function renderProblem({ path, found, allowed }: Problem): string {
  return `${path === '' ? 'the document' : path}: found ${found}; allowed: ${allowed}`
}
