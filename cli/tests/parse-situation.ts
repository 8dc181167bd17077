// The parts that cases and populations share: context, facts of the request, time, and whether the flag is killed.

import { isJsonObject, type JsonObject, ownProperty } from '../../domain/json.ts'
import { parseContext } from '../../protocol/evaluation-context.ts'
import type { Situation } from './flag-test.ts'
import type { Reading } from './reading.ts'

export const situationFields = ['context', 'edge', 'at', 'killed']

const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/

export function parseSituation(value: JsonObject, path: string, { problems, refuse }: Reading): Situation {
  const given = ownProperty(value, 'context') ?? {}
  const context = parseContext(given)
  if (!context.ok)
    problems.push(refuse(`${path}/context`, given, `attributes such as {targetingKey: user-1} (${context.error})`))
  const edge = ownProperty(value, 'edge')
  if (edge !== undefined && !isJsonObject(edge))
    problems.push(refuse(`${path}/edge`, edge, 'facts such as {country: DE}'))
  const { at, killed = false } = value
  if (typeof killed !== 'boolean') problems.push(refuse(`${path}/killed`, killed, 'true or false'))
  const time = typeof at === 'string' && isoTime.test(at) ? Date.parse(at) : Number.NaN
  if (at !== undefined && Number.isNaN(time)) {
    problems.push(refuse(`${path}/at`, at, 'a time such as "2027-01-31T12:00:00Z"'))
  }
  return {
    context: context.ok ? context.value : {},
    ...(isJsonObject(edge) && { edge }),
    ...(at !== undefined && { at: time }),
    killed: killed === true,
  }
}
