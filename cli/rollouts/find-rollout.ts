// The rollout that a word means: an id, or the running one of a flag, or else its last one.

import { fail } from '../../domain/result.ts'
import type { AdminApi, Answer } from '../api/admin-api.ts'
import { isProblem } from '../api/problem.ts'
import { getRollout, listRollouts, type Rollout } from '../api/rollouts.ts'
import { exitCodes } from '../exit-code.ts'
import { targetArguments } from '../kills/target.ts'
import { printable } from '../output/printable.ts'

const idText = /^r\d+$/

/** A flag may be called like an id; then the id comes first. */
export async function findRollout(api: AdminApi, word: string): Answer<Rollout> {
  if (idText.test(word)) {
    const rollout = await getRollout(api, word)
    if (rollout.ok || !isProblem(rollout.error, 'not-found')) return rollout
  }
  const running = await listRollouts(api, { flag: word, status: 'running' }, 1)
  if (!running.ok) return running
  const [head] = running.value.items
  if (head !== undefined) return getRollout(api, head.id)
  const any = await listRollouts(api, { flag: word }, 1)
  if (!any.ok) return any
  const [last] = any.value.items
  if (last !== undefined) return getRollout(api, last.id)
  return fail({
    exitCode: exitCodes.failed,
    message: `There is no rollout "${printable(word)}", and no flag of that name was ever rolled out.`,
    remedy: `fuseboard rollout status lists them; fuseboard rollout start ${targetArguments({ flag: word })} starts one.`,
  })
}

/** The same for what can only be done before it is over. */
export async function findOpen(api: AdminApi, word: string): Answer<Rollout> {
  const found = await findRollout(api, word)
  if (!found.ok || isOpen(found.value)) return found
  const { id, flag, status } = found.value
  return fail({
    exitCode: exitCodes.failed,
    message: `Rollout ${printable(id)} of ${printable(flag)} is over: ${printable(status)}.`,
    remedy: `fuseboard rollout status ${printable(id)} shows how it ended.`,
  })
}

/** A draft waits for a second person. */
export const isOpen = ({ status }: Rollout): boolean => status === 'running' || status === 'draft'

/** Only one that completed has put its variant before everybody. */
export const hasFailed = (rollout: Rollout): boolean => !isOpen(rollout) && rollout.status !== 'completed'
