// A name that the server does not know gets the nearest known ones, so that a typo finds its remedy in the answer.

import { nearestNames } from '../../domain/nearest-names.ts'
import { fail, type Result } from '../../domain/result.ts'
import type { AdminApi } from '../api/admin-api.ts'
import { listFlags } from '../api/flags.ts'
import { isProblem } from '../api/problem.ts'
import { listSegments } from '../api/segments.ts'
import { listSystems } from '../api/systems.ts'
import type { Failure } from '../failure.ts'

/** Names looked at; more would keep whoever mistyped waiting. */
const mostNames = 2_000

export async function nameNearest<T>(
  answer: Result<T, Failure>,
  given: string,
  names: () => Promise<readonly string[]>,
): Promise<Result<T, Failure>> {
  if (answer.ok || !isProblem(answer.error, 'not-found')) return answer
  const nearest = nearestNames(given, await names(), 3)
  if (nearest.length === 0) return answer
  return fail({ ...answer.error, remedy: `Did you mean ${nearest.join(' or ')}?` })
}

/** The same for a flag. A token that may not list flags gets the plain answer. */
export function nameNearestFlag<T>(
  api: AdminApi,
  key: string,
  answer: Result<T, Failure>,
  archived = false,
): Promise<Result<T, Failure>> {
  return nameNearest(answer, key, async () => {
    const flags = await listFlags(api, archived ? { archived: 'true' } : {}, mostNames)
    return flags.ok ? flags.value.items.map((flag) => flag.key) : []
  })
}

export function nameNearestSystem<T>(
  api: AdminApi,
  id: string,
  answer: Result<T, Failure>,
): Promise<Result<T, Failure>> {
  return nameNearest(answer, id, async () => {
    const systems = await listSystems(api)
    return systems.ok ? systems.value.items.map((system) => system.id) : []
  })
}

export function nameNearestSegment<T>(
  api: AdminApi,
  name: string,
  answer: Result<T, Failure>,
): Promise<Result<T, Failure>> {
  return nameNearest(answer, name, async () => {
    const segments = await listSegments(api, mostNames)
    return segments.ok ? segments.value.items.map((segment) => segment.name) : []
  })
}
