// The `fuseboard` object of a flag.

import { isJsonObject, type Json, type JsonObject, pointer } from '../json.ts'
import { type Problem, problem } from '../problem.ts'
import { flagKinds } from './flag-document.ts'
import { maxNameLength } from './limits.ts'

type Check = { readonly holds: (value: Json) => boolean; readonly allowed: string }

const maxDescriptionLength = 2000

const textUpTo = (length: number): Check => ({
  holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= length,
  allowed: `text of 1 to ${length} characters`,
})
const yesOrNo: Check = { holds: (value) => typeof value === 'boolean', allowed: 'true or false' }
const isoDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/
const date: Check = {
  holds: (value) => typeof value === 'string' && isoDate.test(value) && !Number.isNaN(Date.parse(value)),
  allowed: 'a date such as "2027-01-31" or "2027-01-31T12:00:00Z"',
}
const drillFields: ReadonlySet<string> = new Set(['url', 'method', 'expectStatus'])
const drill: Check = {
  holds: (value) =>
    isJsonObject(value) && Object.keys(value).every((name) => drillFields.has(name)) && isEndpoint(value),
  allowed:
    'an object of "url" (http or https) and, where needed, "method" (GET, HEAD or POST) and "expectStatus" (100 to 599)',
}
const rollout: Check = {
  holds: (value) => value === 'required' || value === 'optional',
  allowed: '"required" or "optional"',
}
const kind: Check = {
  holds: (value) => (flagKinds as readonly Json[]).includes(value),
  allowed: flagKinds.map((name) => `"${name}"`).join(', '),
}

function isEndpoint({ url, method = 'GET', expectStatus = 200 }: JsonObject): boolean {
  if (typeof url !== 'string' || url.length > 2000 || !/^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/.test(url)) return false
  const isStatus = Number.isInteger(expectStatus) && Number(expectStatus) >= 100 && Number(expectStatus) <= 599
  return ['GET', 'HEAD', 'POST'].includes(method as string) && isStatus
}

const checks: ReadonlyMap<string, Check> = new Map([
  ['kind', kind],
  ['owner', textUpTo(maxNameLength)],
  ['system', textUpTo(maxNameLength)],
  ['description', textUpTo(maxDescriptionLength)],
  ['strict', yesOrNo],
  ['clientSide', yesOrNo],
  ['approval', yesOrNo],
  ['rollout', rollout],
  ['drill', drill],
  ['expiresAt', date],
  ['createdAt', date],
])

export function checkSettings(settings: Json, path: string, variants: readonly string[]): Problem[] {
  if (!isJsonObject(settings)) return [problem(path, settings, 'an object')]
  const problems: Problem[] = []
  for (const [name, value] of Object.entries(settings)) {
    const at = pointer(path, name)
    if (name === 'offVariant') {
      if (typeof value !== 'string' || !variants.includes(value))
        problems.push(problem(at, value, `a variant: ${variants.join(', ')}`))
      continue
    }
    const check = checks.get(name)
    if (check === undefined) problems.push(problem(at, value, `one of offVariant, ${[...checks.keys()].join(', ')}`))
    else if (!check.holds(value)) problems.push(problem(at, value, check.allowed))
  }
  return problems
}
