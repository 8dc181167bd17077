import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../../domain/rollout/parse-policy.ts'
import { builtInPolicies, defaultPolicy } from '../../../domain/rollout/policy.ts'

// biome-ignore lint/suspicious/noExplicitAny: each case says what it breaks
type Anything = any

/** The default policy with one thing changed. */
function changed(change: (policy: Anything) => void): unknown {
  const copy = JSON.parse(JSON.stringify(defaultPolicy))
  change(copy)
  return copy
}

const pathsOf = (input: unknown): string[] => {
  const parsed = parsePolicy(input)
  return parsed.ok ? [] : parsed.error.map(({ path }) => path)
}

describe('a policy', () => {
  it.each(builtInPolicies.map((policy) => [policy.name, policy] as const))('built in as %s is one', (_, policy) => {
    expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toEqual({ ok: true, value: policy })
  })

  it.each<[string, (policy: Anything) => void, string]>([
    ['a percentage that falls', (p) => (p.stages[2].percent = 0.5), '/stages/2/percent'],
    ['a percentage that stands still', (p) => (p.stages[2].percent = 1), '/stages/2/percent'],
    ['a last stage below 100', (p) => (p.stages[4].percent = 90), '/stages/4/percent'],
    ['no criteria', (p) => (p.stages[1].criteria = []), '/stages/1/criteria'],
    ['no list of criteria', (p) => delete p.stages[1].criteria, '/stages/1/criteria'],
    ['two criteria of one id', (p) => (p.stages[1].criteria[1].id = 'failures'), '/stages/1/criteria/1/id'],
    ['an audience in the middle', (p) => (p.stages[1] = { ...p.stages[0], name: 'beta' }), '/stages/1/audience'],
    ['an audience and a share', (p) => (p.stages[0].percent = 1), '/stages/0'],
    ['neither', (p) => delete p.stages[0].audience, '/stages/0'],
    ['a control for an audience', (p) => (p.stages[0].criteria = p.stages[1].criteria), '/stages/0/criteria/0/compare'],
    ['a waiver', (p) => (p.stages[1].criteria[0].waived = true), '/stages/1/criteria/0/waived'],
    ['a waiver of the stage', (p) => (p.stages[1].skip = true), '/stages/1/skip'],
    ['an unknown metric', (p) => (p.stages[1].criteria[0].metric = 'mood'), '/stages/1/criteria/0'],
    ['no holdback', (p) => (p.holdbackPercent = 0), '/holdbackPercent'],
    ['an alpha that proves nothing', (p) => (p.alpha = 0.5), '/alpha'],
    ['two stages of one name', (p) => (p.stages[2].name = 'canary'), '/stages/2/name'],
    ['no stages', (p) => (p.stages = []), '/stages'],
    ['a duration in words', (p) => (p.stages[1].minDurationMinutes = '2h'), '/stages/1/minDurationMinutes'],
    ['a name like a prototype', (p) => (p.name = '__proto__'), '/name'],
  ])('with %s is refused at its place', (_, change, path) => {
    expect(pathsOf(changed(change))).toContain(path)
  })

  it('of any shape gets an answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parsePolicy(value).ok).toBe(false)
        expect(pathsOf({ ...defaultPolicy, stages: value }).length).toBeGreaterThan(0)
      }),
    )
  })
})
