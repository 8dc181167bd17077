// From what a person names to the kills in force that it means.

import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { KillRecord } from '../../protocol/admin-kill.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { isProblem } from '../api/problem.ts'
import { exitCodes } from '../exit-code.ts'
import type { Failure } from '../failure.ts'
import { printable } from '../output/printable.ts'
import { describeTarget, isSameTarget, parseTargets, type TargetOptions } from './target.ts'

/** A kill to be lifted. */
export interface Lifting {
  readonly id: string
  readonly description: string
  /** Whether it is known to be in force. */
  readonly lookedUp: boolean
}

/** All or nothing: one name that fits no kill, and nothing is lifted. */
export async function findKills(
  api: AdminApi,
  words: readonly string[],
  options: TargetOptions,
): Promise<Result<readonly Lifting[], Failure>> {
  const targets = parseTargets(words, options, 'unkill')
  if (!targets.ok) return targets
  const list = await api.kills(false)
  if (!list.ok) return withoutReading(list.error, words)
  const kills = list.value.items
  const found = new Map<string, Lifting>()
  for (const target of targets.value) {
    const kill =
      kills.find(({ id }) => 'flag' in target && id === target.flag) ??
      kills.find((candidate) => isSameTarget(candidate.target, target))
    if (kill === undefined) {
      return 'flag' in target
        ? fail(await explainMissing(api, target.flag, kills))
        : fail(notKilled(describeTarget(target)))
    }
    found.set(kill.id, { id: kill.id, description: describeTarget(kill.target), lookedUp: true })
  }
  return ok([...found.values()])
}

/** A token that may kill but not read cannot look names up; ids work all the same. */
function withoutReading(failure: Failure, words: readonly string[]): Result<readonly Lifting[], Failure> {
  if (words.length === 0 || !isProblem(failure, 'missing-scope')) return fail(failure)
  return ok(words.map((id) => ({ id, description: `kill ${printable(id)}`, lookedUp: false })))
}

async function explainMissing(api: AdminApi, word: string, inForce: readonly KillRecord[]): Promise<Failure> {
  const history = await api.kills(true)
  const lifted = history.ok ? history.value.items.find(({ id, liftedAt }) => id === word && liftedAt) : undefined
  if (lifted !== undefined) {
    const by = lifted.liftedBy ? ` by ${lifted.liftedBy}` : ''
    return { ...notKilled(word), message: `Kill ${word} was lifted already at ${lifted.liftedAt}${by}.` }
  }
  const names = inForce.flatMap(({ id, target }) => ('flag' in target ? [target.flag, id] : [id]))
  const nearest = nearestNames(word, names)
  const { message, remedy, exitCode } = notKilled(word)
  return { exitCode, message, remedy: nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}? ${remedy}` : remedy! }
}

const notKilled = (name: string): Failure => ({
  exitCode: exitCodes.failed,
  message: `No kill of ${name} is in force. Nothing was lifted.`,
  remedy: 'fuseboard kills lists those in force.',
})
