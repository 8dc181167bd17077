// One case of a test file: a situation, and what the flag has to answer in it.

import { isJsonObject, type Json, ownProperty } from '../../domain/json.ts'
import type { Expected, TestCase } from './flag-test.ts'
import { parseSituation, situationFields } from './parse-situation.ts'
import { checkFields, type Reading } from './reading.ts'

const fields = ['name', 'expect', ...situationFields]
const reasons: readonly Json[] = ['STATIC', 'DEFAULT', 'TARGETING_MATCH', 'DISABLED', 'ERROR']

export function parseCase(value: Json, path: string, index: number, reading: Reading): TestCase | null {
  const { problems, refuse } = reading
  if (!isJsonObject(value)) {
    problems.push(refuse(path, value, 'a map with "context" and "expect"'))
    return null
  }
  checkFields(value, path, fields, reading)
  const { name = `case ${index + 1}` } = value
  if (typeof name !== 'string') problems.push(refuse(`${path}/name`, name, 'a text'))
  return {
    name: String(name),
    place: reading.placeOf(path),
    ...parseSituation(value, path, reading),
    expect: parseExpected(ownProperty(value, 'expect'), `${path}/expect`, reading),
  }
}

function parseExpected(expect: Json | undefined, path: string, reading: Reading): Expected {
  const { problems, refuse } = reading
  if (typeof expect === 'string') return { variant: expect }
  if (!isJsonObject(expect) || Object.keys(expect).length === 0) {
    problems.push(refuse(path, expect, 'the name of a variant, or a map of variant, value and reason'))
    return {}
  }
  checkFields(expect, path, ['variant', 'value', 'reason'], reading)
  const [variant, value, reason] = ['variant', 'value', 'reason'].map((name) => ownProperty(expect, name))
  if (variant !== undefined && variant !== null && typeof variant !== 'string') {
    problems.push(refuse(`${path}/variant`, variant, 'the name of a variant, or null for none'))
  }
  if (reason !== undefined && !reasons.includes(reason)) {
    problems.push(refuse(`${path}/reason`, reason, `one of ${reasons.join(', ')}`))
  }
  return {
    ...(variant !== undefined && { variant: variant as string | null }),
    ...(value !== undefined && { value }),
    ...(reason !== undefined && { reason: reason as string }),
  }
}
