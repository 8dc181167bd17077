// Variants of Unleash, as a second flag: a feature there answers both "is it on" and "which variant", a flag here answers one
// value of one type.

import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { any, exactly } from '../bounds.ts'
import { type Branch, constantAnswer } from '../decision.ts'
import type { Part } from '../reading.ts'
import { bucketBy, divide, redistributed } from '../share.ts'
import { isWrittenAs } from '../value-tests.ts'
import { field } from './constraints.ts'
import { stickyKey } from './strategies.ts'

export interface VariantList {
  readonly part: Part
  readonly groupId: string
  readonly stickiness: string
}

interface Payload {
  readonly type: string
  readonly value: string
}

/** The values of all variants of a feature, by name. Variants without payloads are their names. */
export function variantValues(lists: readonly Part[]): JsonObject {
  const payloads = new Map<string, Payload | undefined>()
  for (const variant of lists.flatMap((list) => list.list())) {
    if (!variant.isObject('a variant: an object with "name" and "weight"')) continue
    variant.leaveBehind(['weightType', 'stickiness'])
    const name = variant.member('name')
    if (!name.isSet) name.refuse('the name of the variant')
    payloads.set(name.text() ?? '', payloadOf(variant.member('payload')))
  }
  const entries = [...payloads]
  if (entries.every(([, payload]) => payload === undefined))
    return Object.fromEntries(entries.map(([name]) => [name, name]))
  const values = entries.map(([, payload]) => payload && parsed(payload))
  const types = new Set(values.map((value) => typeof value))
  if (types.size === 1 && values[0] !== undefined)
    return Object.fromEntries(entries.map(([name], i) => [name, values[i]!]))
  return Object.fromEntries(
    entries.map(([name, payload]) => [name, { name, ...(payload && { payload: payload.value }) }]),
  )
}

function payloadOf(part: Part): Payload | undefined {
  if (!part.isSet || !part.isObject()) return undefined
  const value = part.member('value').take()
  return {
    type: part.member('type').text() ?? 'string',
    value: typeof value === 'string' ? value : JSON.stringify(value ?? null),
  }
}

function parsed({ type, value }: Payload): Json | undefined {
  if (type !== 'json' && type !== 'number') return value
  try {
    const found: Json = JSON.parse(value)
    if (type === 'number') return typeof found === 'number' ? found : undefined
    return isJsonObject(found) ? found : undefined
  } catch {
    return undefined
  }
}

/** Who gets which variant of a list: overrides first, then the weights. */
export function variantBranches({ part, groupId, stickiness }: VariantList): { branches: Branch[]; otherwise: Json } {
  const variants = part.list().filter((variant) => isJsonObject(variant.value))
  const shares = variants.map((variant) => ({
    variant: variant.member('name').text() ?? '',
    weight: Math.max(0, Math.round(variant.member('weight').number() ?? 0)),
  }))
  const branches = variants.map((variant, i): Branch => {
    const overrides = variant
      .member('overrides')
      .list()
      .filter((override) => override.isObject())
    const tests = overrides.map((override) => {
      const read = field(override.member('contextName').text() ?? '')
      if (read !== undefined) return exactly(isWrittenAs(read, override.member('values').texts()))
      override.drop('This field cannot be named in a rule here, so the override was left out.')
      return exactly(false)
    })
    return { when: any(tests), answer: constantAnswer(shares[i]!.variant) }
  })
  if (shares.every(({ weight }) => weight === 0)) return { branches: [], otherwise: null }
  const own = variants[0]?.member('stickiness').value
  const key = stickyKey(typeof own === 'string' && own !== '' ? own : stickiness)
  if (shares.filter(({ weight }) => weight > 0).length > 1) part.tell('approximate', redistributed)
  const divided = divide(shares, key === undefined ? null : bucketBy(groupId, key))
  return { branches, otherwise: divided }
}
