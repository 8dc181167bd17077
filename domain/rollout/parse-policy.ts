// The door for policies. All problems at once, each with its place and remedy.

import type { Criterion } from '../guard/criterion.ts'
import { isJsonObject, type Json, type JsonObject, pointer } from '../json.ts'
import { type Problem, problem } from '../problem.ts'
import { fail, ok, type Result } from '../result.ts'
import type { Policy } from './policy.ts'

const maxStages = 20
const maxCriteria = 10
const maxMinutes = 30 * 24 * 60
const idText = /^[a-z0-9][a-z0-9-]{0,63}$/

type Field = { readonly holds: (value: Json | undefined) => boolean; readonly allowed: string }

const number = (least: number, most: number, what: string): Field => ({
  holds: (value) => typeof value === 'number' && value >= least && value <= most,
  allowed: `${what} from ${least} to ${most}`,
})
const optional = (field: Field): Field => ({
  holds: (value) => value === undefined || field.holds(value),
  allowed: `${field.allowed}, or nothing`,
})
const oneOf = (...values: readonly string[]): Field => ({
  holds: (value) => typeof value === 'string' && values.includes(value),
  allowed: values.map((value) => `"${value}"`).join(' or '),
})
const id: Field = {
  holds: (value) => typeof value === 'string' && idText.test(value),
  allowed: 'a name of lower-case letters, digits and "-", up to 64 characters',
}
const text: Field = {
  holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= 256,
  allowed: 'text of 1 to 256 characters',
}
const whole: Field = {
  holds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1e9,
  allowed: 'a whole number from 0',
}

const share = (most: number): Field => number(0, most, 'a number')
const quantile = number(0.5, 0.999, 'a number')
const shared = { id, metric: oneOf('failures', 'latency', 'conversion'), compare: oneOf('baseline', 'limit') }
const declared = { ...shared, proof: oneOf('strict', 'noHarm'), minUnits: whole }

/** The members of each kind of criterion. */
const criterionFields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  'failures baseline': { ...declared, tolerance: share(10) },
  'failures limit': { ...declared, below: number(0.0001, 0.9, 'a share') },
  'latency baseline': { ...declared, quantile, tolerance: share(10) },
  'latency limit': { ...declared, quantile, belowMs: number(1, 600_000, 'milliseconds') },
  'conversion baseline': { ...declared, tolerance: share(0.9) },
}

const stageFields = {
  name: id,
  audience: optional(text),
  percent: optional(number(0.001, 100, 'a number')),
  minDurationMinutes: number(0, maxMinutes, 'minutes'),
  maxHoldMinutes: number(1, maxMinutes, 'minutes'),
}

const policyFields = {
  name: id,
  alpha: number(0.0001, 0.05, 'a chance'),
  holdbackPercent: number(1, 50, 'percent'),
}

export function parsePolicy(input: unknown): Result<Policy, Problem[]> {
  if (!isJsonObject(input)) return fail([problem('', input, 'a policy: an object with "name" and "stages"')])
  const { stages, ...rest } = { alpha: 0.01, holdbackPercent: 5, ...input } as JsonObject
  const problems = checkFields(rest, '', policyFields)
  if (!Array.isArray(stages) || stages.length === 0 || stages.length > maxStages) {
    return fail([...problems, problem('/stages', stages, `a list of 1 to ${maxStages} stages`)])
  }
  problems.push(...stages.flatMap((stage: Json, i) => checkStage(stage, pointer('/stages', i))))
  if (problems.length === 0) problems.push(...checkOrder(stages as readonly JsonObject[]))
  return problems.length === 0 ? ok({ ...rest, stages } as unknown as Policy) : fail(problems)
}

function checkFields(object: JsonObject, path: string, fields: Readonly<Record<string, Field>>): Problem[] {
  const unknown = Object.keys(object)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => problem(pointer(path, name), object[name], `one of ${Object.keys(fields).join(', ')}`))
  const wrong = Object.entries(fields).flatMap(([name, { holds, allowed }]) => {
    const value = Object.hasOwn(object, name) ? object[name] : undefined
    return holds(value) ? [] : [problem(pointer(path, name), value, allowed)]
  })
  return [...unknown, ...wrong]
}

function checkStage(stage: Json, path: string): Problem[] {
  if (!isJsonObject(stage)) return [problem(path, stage, 'a stage: an object')]
  const { criteria, ...rest } = stage
  const problems = checkFields(rest, path, stageFields)
  if ((rest.audience === undefined) === (rest.percent === undefined)) {
    problems.push({ path, found: 'both or neither', allowed: 'either "audience" or "percent"' })
  }
  if (!Array.isArray(criteria) || criteria.length === 0 || criteria.length > maxCriteria) {
    const allowed = `a list of 1 to ${maxCriteria} criteria: a stage without one would prove nothing`
    return [...problems, problem(`${path}/criteria`, criteria, allowed)]
  }
  const ids = new Set<Json>()
  criteria.forEach((criterion: Json, i) => {
    const at = pointer(`${path}/criteria`, i)
    problems.push(...checkCriterion(criterion, at, rest.audience !== undefined))
    const name = isJsonObject(criterion) ? (criterion.id ?? null) : null
    if (name !== null && ids.has(name)) problems.push(problem(`${at}/id`, name, 'an id that no other criterion has'))
    ids.add(name)
  })
  return problems
}

function checkCriterion(criterion: Json, path: string, isAudience: boolean): Problem[] {
  if (!isJsonObject(criterion)) return [problem(path, criterion, 'a criterion: an object')]
  const kind = `${String(criterion.metric)} ${String(criterion.compare)}`
  const fields = Object.hasOwn(criterionFields, kind) ? criterionFields[kind] : undefined
  if (fields === undefined) {
    const known = Object.keys(criterionFields).join('; ')
    return [{ path, found: `metric and compare "${kind}"`, allowed: known }]
  }
  const problems = checkFields(criterion, path, fields)
  if (isAudience && (criterion as unknown as Criterion).compare === 'baseline') {
    const allowed = '"limit": an audience is no random share, so there is no control to compare it with'
    problems.push(problem(`${path}/compare`, criterion.compare, allowed))
  }
  return problems
}

/** Stages nest: whoever is in stays in. */
function checkOrder(stages: readonly JsonObject[]): Problem[] {
  const problems: Problem[] = []
  const names = new Set<Json>()
  let percent = 0
  for (const [i, stage] of stages.entries()) {
    const path = pointer('/stages', i)
    if (names.has(stage.name!)) problems.push(problem(`${path}/name`, stage.name, 'a name that no other stage has'))
    names.add(stage.name!)
    if (stage.audience !== undefined) {
      if (i > 0) problems.push(problem(`${path}/audience`, stage.audience, 'an audience in the first stage only'))
      continue
    }
    if (Number(stage.percent) <= percent) {
      problems.push(problem(`${path}/percent`, stage.percent, `more than the ${percent} % of the stage before`))
    }
    percent = Number(stage.percent)
  }
  const last = stages.length - 1
  if (problems.length === 0 && percent !== 100) {
    problems.push(problem(`/stages/${last}/percent`, stages[last]!.percent, '100 in the last stage'))
  }
  return problems
}
