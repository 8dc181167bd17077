// A refused step of an incident, told so that it can be put right: each missing thing with the command that provides it, and
// the names that are known where one is not.

import { isJsonObject, type Json } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, type Result } from '../../domain/result.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { isProblem } from '../api/problem.ts'
import { listResponders } from '../api/responders.ts'
import { listSystems } from '../api/systems.ts'
import type { Failure } from '../failure.ts'
import { tellMissing } from './next-command.ts'

/** Names that are told; more would hide what is wrong. */
const mostNames = 20

/** `id` is the incident's, undefined while it is being opened. */
export async function explainRefusal<T>(
  answer: Result<T, Failure>,
  api: AdminApi,
  id?: string,
): Promise<Result<T, Failure>> {
  if (answer.ok) return answer
  const { error } = answer
  const problem = isJsonObject(error.problem) ? error.problem : {}
  if (isProblem(error, 'transition-refused') && id !== undefined) return fail(withMissing(error, problem.missing, id))
  if (isProblem(error, 'not-found') && id !== undefined) {
    return fail({ ...error, remedy: 'fuseboard incident list shows the open ones, and with --closed all others.' })
  }
  if (!isProblem(error, 'invalid-body')) return answer
  const pointers = Array.isArray(problem.errors)
    ? problem.errors.filter(isJsonObject).map(({ pointer }) => String(pointer))
    : []
  return fail({ ...error, ...(await remedyFor(pointers, error, api)) })
}

function withMissing(failure: Failure, missing: Json | undefined, id: string): Failure {
  const sentences = Array.isArray(missing) ? missing.filter((one) => typeof one === 'string') : []
  if (sentences.length === 0) return failure
  const from = isJsonObject(failure.problem) ? failure.problem.from : undefined
  const to = isJsonObject(failure.problem) ? failure.problem.to : undefined
  const moving = typeof from === 'string' && typeof to === 'string' ? ` from ${from} to ${to}` : ''
  return {
    ...failure,
    message: `Not yet: ${id} cannot go on${moving}. Nothing was changed. What is missing:`,
    details: sentences.flatMap((sentence) => {
      const { what, command } = tellMissing(sentence, id)
      return [`- ${what}`, ...(command === undefined ? [] : [`    ${command}`])]
    }),
    remedy: `Then repeat. fuseboard incident status ${id} shows all of it.`,
  }
}

const personPointers = ['/commander', '/responder', '/owner']

async function remedyFor(
  pointers: readonly string[],
  { details = [] }: Failure,
  api: AdminApi,
): Promise<{ readonly remedy?: string }> {
  if (pointers.some((pointer) => personPointers.includes(pointer))) {
    const known = await listResponders(api)
    if (!known.ok) return {}
    const ids = known.value.items.map(({ id }) => id)
    return ids.length === 0
      ? { remedy: 'Nobody is known yet: fuseboard responders set ID --name NAME --rank 1' }
      : { remedy: `Known: ${listed(ids)}. fuseboard responders set ID --name NAME adds somebody.` }
  }
  if (!pointers.some((pointer) => /^\/systems(\/|$)/.test(pointer))) return {}
  const known = await listSystems(api)
  if (!known.ok) return {}
  const ids = known.value.items.map(({ id }) => id)
  const named = details.flatMap((detail) => [...detail.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name))
  const nearest = [...new Set(named.flatMap((name) => nearestNames(name, ids, 3)))]
  if (nearest.length > 0) return { remedy: `Did you mean ${nearest.join(' or ')}?` }
  return {
    remedy: ids.length === 0 ? 'Nobody has mapped a system yet: fuseboard systems set ID' : `Known: ${listed(ids)}.`,
  }
}

const listed = (names: readonly string[]): string =>
  `${names.slice(0, mostNames).join(', ')}${names.length > mostNames ? ', …' : ''}`
