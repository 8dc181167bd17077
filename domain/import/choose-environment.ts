// Which environment of an export to take. A choice is never guessed: a flag that is on in staging is not on in production.

import { describe } from '../json.ts'
import type { Problem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'

/** Undefined for an export that has no environments. */
export function chooseEnvironment(
  known: readonly string[],
  wanted: string | undefined,
  path: string,
): Result<string | undefined, Problem[]> {
  if (wanted === undefined) {
    if (known.length < 2) return ok(known[0])
    const found = `${known.length} environments and no choice`
    return fail([{ path, found, allowed: `one of them (--environment): ${known.join(', ')}` }])
  }
  if (known.includes(wanted)) return ok(wanted)
  const found = `no environment ${describe(wanted)}`
  if (known.length === 0)
    return fail([{ path, found, allowed: 'no --environment: this export does not tell any apart' }])
  return fail([{ path, found, allowed: `one of them (--environment): ${known.join(', ')}` }])
}

export const otherEnvironment = (name: string): string =>
  `The environment "${name}" was not asked for: import it with --environment into a document of its own.`
