// The policy that a name or a hash means.

import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { PolicyRecord } from '../api/rollouts.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { printable } from '../output/printable.ts'

/** The server lists the newest of a name first, and that is the one in use. */
export function choosePolicy(policies: readonly PolicyRecord[], name: string): Result<PolicyRecord, Failure> {
  const chosen = policies.find((policy) => policy.name === name || policy.hash === name)
  if (chosen !== undefined) return ok(chosen)
  const nearest = nearestNames(name, [...new Set(policies.map((policy) => policy.name))], 1)
  const meant = nearest.map((one) => `Did you mean ${printable(one)}? `).join('')
  const message = `There is no policy "${printable(name)}".`
  return fail({ exitCode: exitCodes.failed, message, remedy: `${meant}fuseboard policies lists them.` })
}
