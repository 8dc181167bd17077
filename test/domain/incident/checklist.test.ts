import { describe, expect, it } from 'vitest'
import { type IncidentFacts, incidentChecklist, readinessChecklist } from '../../../domain/incident/checklist.ts'

const facts: IncidentFacts = {
  severity: 1,
  phase: 'contain',
  hasCommander: true,
  isContained: false,
  kinds: new Set(),
  haveCustomersHeard: false,
  hasFix: false,
  isVerified: false,
  hasPostMortem: false,
  hasEditedPostMortem: false,
}

describe('the checklist of an incident', () => {
  it('holds what its phase and the earlier ones ask for, and nothing of later ones', () => {
    expect(incidentChecklist(facts).map(({ text }) => text)).toEqual([
      'somebody commands it',
      'customers were told that it is known',
      'the damage is stopped: kill, revert, or say why not',
    ])
  })

  it('ticks what the records show', () => {
    expect(incidentChecklist(facts).map(({ done }) => done)).toEqual([true, false, false])
  })

  it('asks a minor incident for neither commander nor post-mortem', () => {
    const texts = incidentChecklist({ ...facts, severity: 3, phase: 'closed' }).map(({ text }) => text)
    expect(texts.some((text) => text.includes('command') || text.includes('post-mortem'))).toBe(false)
  })
})

describe('readiness', () => {
  const nothing = {
    pagingChannels: 0,
    testedPagingChannels: 0,
    onCall: 0,
    customerChannels: 0,
    systems: 0,
    systemsWithTelemetry: 0,
    systemsWithRollbackHook: 0,
    enabledFlags: 3,
    drilledFlags: 1,
  }

  it('ticks nothing where nothing was prepared', () => {
    expect(readinessChecklist(nothing).filter(({ done }) => done)).toEqual([])
  })

  it('ticks everything where two of each are there and all was tried', () => {
    const ready = { ...nothing, pagingChannels: 2, testedPagingChannels: 2, onCall: 2, customerChannels: 1 }
    const all = { ...ready, systems: 1, systemsWithTelemetry: 1, systemsWithRollbackHook: 1, drilledFlags: 3 }
    expect(readinessChecklist(all).filter(({ done }) => !done)).toEqual([])
  })
})
