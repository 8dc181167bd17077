import { describe, expect, it } from 'vitest'
import { blame } from './blame.ts'
import { differences, explain } from './differences/all.ts'
import { ourValue, theirValue } from './engines.ts'

describe('each decided difference from flagd-core', () => {
  it.each(differences.map((difference) => [difference.name, difference] as const))('%s', (name, { example }) => {
    const place = { flagKey: 'flag', context: example.context ?? {}, fragments: {} }
    expect(ourValue(example.rule, place)).toEqual(example.ours)
    expect(theirValue(example.rule, place)).toEqual(example.theirs)
    expect(explain(blame(example.rule, place))?.name).toBe(name)
  })

  it('has a name of its own', () => {
    const names = differences.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})
