import { describe, expect, it } from 'vitest'
import { type AdviceFacts, adviseFix } from '../../../domain/incident/advice.ts'

const none: AdviceFacts = { deployments: [], raisedFlags: [], relapses: 0, hotfix: null }
const deployment = { system: 'pay', version: '2', previous: '1', hasRollbackHook: true, isRolledBack: false }

describe('rollback or hotfix', () => {
  it('is a rollback where the version before is known and one call takes it back', () => {
    const { choice, because } = adviseFix({ ...none, deployments: [deployment] })
    expect(choice).toBe('rollback')
    expect(because[0]).toBe('rollback: pay ran 1 before 2, and one call takes it back')
  })

  it('is a hotfix where it was taken back and fails all the same', () => {
    const rolledBack = [{ ...deployment, isRolledBack: true }]
    expect(adviseFix({ ...none, deployments: rolledBack, relapses: 1 }).choice).toBe('hotfix')
  })

  it('is a rollback where several deployments came together', () => {
    const two = [deployment, { ...deployment, system: 'login', previous: null }]
    expect(adviseFix({ ...none, deployments: two }).choice).toBe('rollback')
  })

  it('weighs a small hotfix against a large one', () => {
    expect(adviseFix({ ...none, hotfix: { id: 'i1-1', files: 1 } }).choice).toBe('hotfix')
    expect(adviseFix({ ...none, hotfix: { id: 'i1-1', files: 9 } }).choice).toBe('rollback')
  })

  it('says that nothing is known where nothing is, and always what no record can tell', () => {
    const { choice, because } = adviseFix(none)
    expect(choice).toBe('either')
    expect(because).toHaveLength(2)
    expect(because.at(-1)).toContain('data migration')
  })
})
