import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type HotfixCircumstances,
  type HotfixState,
  type HotfixStep,
  hotfixStatuses,
  leadsTo,
  missingFor,
  missingNext,
  missingToOpen,
} from '../../../domain/hotfix/hotfix.ts'
import type { Severity } from '../../../domain/incident/incident.ts'

const fine: HotfixCircumstances = { severity: 1, incidentClosed: false, rolling: null, uncontained: null }
const at = (status: HotfixState['status'], more: Partial<HotfixState> = {}): HotfixState => ({
  status,
  author: 'ann',
  approver: null,
  rollout: null,
  regressionTest: 'a.test.ts',
  ...more,
})
const steps = Object.keys(leadsTo) as HotfixStep[]

const anyState = fc.record({
  status: fc.constantFrom(...hotfixStatuses),
  author: fc.constantFrom('ann', 'bob', '__proto__'),
  approver: fc.constantFrom(null, 'ann', 'bob'),
  rollout: fc.constantFrom(null, 'r1'),
  regressionTest: fc.constantFrom(null, 'a.test.ts'),
})
const anyAround = fc.record({
  severity: fc.constantFrom<Severity>(1, 2, 3, 4),
  incidentClosed: fc.boolean(),
  rolling: fc.constantFrom(null, 'i1-2'),
  uncontained: fc.constantFrom(null, { hotfix: 'i1-1', why: 'errors' }),
})
const anyStep = fc.constantFrom(...steps)
const anybody = fc.constantFrom('ann', 'bob', '__proto__')

describe('the machine of hotfixes', () => {
  it('names something missing, or lets the step be taken: never an empty sentence', () => {
    fc.assert(
      fc.property(anyStep, anyState, anyAround, anybody, (step, state, around, by) => {
        for (const sentence of missingFor(step, state, around, by)) expect(sentence.length).toBeGreaterThan(10)
      }),
    )
  })

  it('rolls only what passed its suite and was approved, in a SEV1 or SEV2, alone, and contained', () => {
    fc.assert(
      fc.property(anyState, anyAround, (state, around) => {
        const mayRoll =
          state.status === 'suite-passed' &&
          state.approver !== null &&
          around.severity <= 2 &&
          !around.incidentClosed &&
          around.rolling === null &&
          around.uncontained === null
        expect(missingFor('roll', state, around).length === 0).toBe(mayRoll)
      }),
    )
  })

  it('is never approved by its author, and never twice', () => {
    fc.assert(
      fc.property(anyState, anyAround, anybody, (state, around, by) => {
        if (missingFor('approve', state, around, by).length > 0) return
        expect(by).not.toBe(state.author)
        expect(state.approver).toBeNull()
      }),
    )
  })

  it('comes to rolling through suite-passed alone, and leaves what is over nowhere', () => {
    fc.assert(
      fc.property(anyStep, anyState, anyAround, anybody, (step, state, around, by) => {
        if (missingFor(step, state, around, by).length > 0) return
        if (leadsTo[step] === 'rolling') expect(state.status).toBe('suite-passed')
        if (leadsTo[step] === 'verified' || step === 'fail') expect(state.status).toBe('rolling')
        expect(['done', 'abandoned']).not.toContain(state.status)
      }),
    )
  })

  it('says what is missing next just where the next step would be refused', () => {
    expect(missingNext(at('suite-passed', { approver: 'bob' }), fine)).toEqual([])
    expect(missingNext(at('suite-passed'), fine)).toEqual(['an approver: another token than ann has to approve it'])
    expect(missingNext(at('done'), fine)).toEqual([])
    expect(missingNext(at('implemented'), { ...fine, severity: 3 })[0]).toBe('a suite that passed')
  })

  it.each([1, 2, 3, 4] as const)('opens for SEV1 and SEV2: SEV%i', (severity) => {
    expect(missingToOpen({ ...fine, severity }).length === 0).toBe(severity <= 2)
  })
})
