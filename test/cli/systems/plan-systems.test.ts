import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planSystems, type SystemsPlan } from '../../../cli/systems/plan-systems.ts'
import { findCircle } from '../../../domain/system/find-circle.ts'
import type { SystemRecord } from '../../../protocol/admin-records.ts'

const system = (id: string, dependsOn: string[] = [], owner = 'ann'): SystemRecord => ({
  id,
  name: id,
  owner,
  paths: [],
  dependsOn,
  critical: false,
  approval: false,
})

const planned = (wanted: SystemRecord[], current: SystemRecord[], prune = false): SystemsPlan => {
  const plan = planSystems(wanted, current, prune)
  if (!plan.ok) throw new Error(plan.error.join())
  return plan.value
}
const steps = ({ steps: found }: SystemsPlan): string[] => found.map(({ change, id }) => `${change} ${id}`)

describe('a plan of systems', () => {
  it('writes dependencies first, and nothing that is as it should be', () => {
    const wanted = [system('app', ['shop']), system('shop', ['payments']), system('payments'), system('same')]
    expect(steps(planned(wanted, [system('same'), system('shop', [], 'bob')]))).toEqual([
      'added payments',
      'changed shop',
      'added app',
    ])
  })

  it('keeps what the file does not have, unless it is pruned, dependents first', () => {
    const current = [system('a'), system('old', ['older']), system('older')]
    expect(planned([system('a')], current)).toEqual({ steps: [], kept: ['old', 'older'] })
    expect(steps(planned([system('a')], current, true))).toEqual(['removed old', 'removed older'])
  })

  it('may depend on what is kept, and not on what is pruned', () => {
    const current = [system('payments')]
    expect(steps(planned([system('shop', ['payments'])], current))).toEqual(['added shop'])
    const refused = planSystems([system('shop', ['payments'])], current, true)
    expect(refused).toMatchObject({ ok: false, error: [expect.stringContaining('would not exist')] })
  })

  it('refuses a circle with the circle, also through what is kept', () => {
    const refused = planSystems([system('a', ['b'])], [system('b', ['c']), system('c', ['a'])], false)
    if (!refused.ok) expect(refused.error[0]).toMatch(/in a circle: .* → .* → .* → /)
    expect(refused.ok).toBe(false)
  })

  it('names the nearest of a dependency that is misspelt', () => {
    const refused = planSystems([system('a', ['paymnets']), system('payments')], [], false)
    expect(refused).toMatchObject({ ok: false, error: [expect.stringContaining('did you mean "payments"?')] })
  })
})

describe('every step of a plan', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const map = fc
    .uniqueArray(
      fc.record({ id: fc.constantFrom(...ids), on: fc.subarray(ids), owner: fc.constantFrom('ann', 'bob') }),
      {
        selector: ({ id }) => id,
      },
    )
    .map((list) => list.map(({ id, on, owner }) => system(id, on, owner)))

  const isSound = (systems: readonly SystemRecord[]): boolean =>
    systems.every(({ id, dependsOn }) => {
      return dependsOn.every((on) => systems.some((one) => one.id === on)) && findCircle(systems, id) === undefined
    })

  it('leaves a map whose dependencies exist and run in no circle, and the last one what was wanted', () => {
    fc.assert(
      fc.property(map.filter(isSound), map, fc.boolean(), (current, wanted, prune) => {
        const plan = planSystems(wanted, current, prune)
        const final = prune ? wanted : [...wanted, ...current.filter(({ id }) => !wanted.some((one) => one.id === id))]
        expect(plan.ok).toBe(isSound(final))
        if (!plan.ok) return
        let systems = [...current]
        for (const { id, after } of plan.value.steps) {
          systems = [...systems.filter((one) => one.id !== id), ...(after === null ? [] : [after])]
          expect(isSound(systems)).toBe(true)
        }
        const byId = (list: readonly SystemRecord[]) => [...list].sort((left, right) => (left.id < right.id ? -1 : 1))
        expect(byId(systems)).toEqual(byId(final))
      }),
    )
  })
})
