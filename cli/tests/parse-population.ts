// The test of a population: how large it is, and which share of it gets which variant.

import { isJsonObject, type Json, ownProperty, pointer } from '../../domain/json.ts'
import type { PopulationTest } from './flag-test.ts'
import { parseSituation, situationFields } from './parse-situation.ts'
import { checkFields, type Reading } from './reading.ts'

const fields = ['size', 'seed', 'expect', 'within', ...situationFields]
const maxSize = 100_000
const usualSize = 10_000
const shareWords = 'a share such as "25 %" or 0.25'

export function parsePopulation(value: Json, path: string, reading: Reading): PopulationTest | null {
  const { problems, refuse } = reading
  if (!isJsonObject(value)) {
    problems.push(refuse(path, value, 'a map with "expect"'))
    return null
  }
  checkFields(value, path, fields, reading)
  const { size = usualSize, seed = 'user', within = 1 } = value
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > maxSize) {
    problems.push(refuse(`${path}/size`, size, `a whole number from 1 to ${maxSize}`))
  }
  if (typeof seed !== 'string' || seed === '') problems.push(refuse(`${path}/seed`, seed, 'a text'))
  if (typeof within !== 'number' || !(within >= 0 && within <= 100)) {
    problems.push(refuse(`${path}/within`, within, 'percentage points from 0 to 100'))
  }
  return {
    place: reading.placeOf(path),
    ...parseSituation(value, path, reading),
    size: Number(size),
    seed: String(seed),
    tolerance: Number(within) / 100,
    shares: parseShares(ownProperty(value, 'expect'), `${path}/expect`, reading),
  }
}

function parseShares(expect: Json | undefined, path: string, { problems, refuse }: Reading): Record<string, number> {
  if (!isJsonObject(expect) || Object.keys(expect).length === 0) {
    problems.push(refuse(path, expect, `a map from variant to ${shareWords}`))
    return {}
  }
  const shares = Object.entries(expect).map(([variant, text]): [string, number] => {
    const share = parseShare(text)
    if (share === null) problems.push(refuse(pointer(path, variant), text, shareWords))
    return [variant, share ?? 0]
  })
  const sum = shares.reduce((total, [, share]) => total + share, 0)
  if (sum > 1.000001)
    problems.push(refuse(path, `${Number((sum * 100).toFixed(2))} %`, 'shares of at most 100 % together'))
  return Object.fromEntries(shares)
}

function parseShare(value: Json): number | null {
  if (typeof value === 'number') return value >= 0 && value <= 1 ? value : null
  const percent = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim())?.[1] : undefined
  return percent !== undefined && Number(percent) <= 100 ? Number(percent) / 100 : null
}
