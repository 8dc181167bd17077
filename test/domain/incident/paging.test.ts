import { describe, expect, it } from 'vitest'
import { pagedAgain, pageEveryMs } from '../../../domain/incident/paging.ts'
import { type IncidentState, stepIncident } from '../../../domain/incident/step-incident.ts'

const state: IncidentState = {
  severity: 2,
  phase: 'contain',
  source: 'cascade',
  commander: null,
  containment: null,
  fix: null,
  passingSinceMs: null,
  postMortem: null,
  relapses: 0,
  paging: pagedAgain(null, 0),
  systems: [],
  blastRadius: [],
  blastVersion: 1,
  touched: false,
}
const tick = (from: IncidentState, nowMs: number) => {
  const stepped = stepIncident(from, { kind: 'tick' }, nowMs)
  return stepped.ok ? stepped.value.paging : 'refused'
}

describe('paging', () => {
  it('comes again after five minutes, and not before', () => {
    expect(tick(state, pageEveryMs - 1)).toBe(state.paging)
    expect(tick(state, pageEveryMs)).toEqual({ pages: 2, dueAt: 2 * pageEveryMs })
  })

  it('pages once where the clock was late, and at once where it was set back', () => {
    expect(tick(state, 10 * pageEveryMs)).toEqual({ pages: 2, dueAt: 11 * pageEveryMs })
    expect(tick({ ...state, paging: { pages: 3, dueAt: 90 * pageEveryMs } }, 0)).toEqual({
      pages: 4,
      dueAt: pageEveryMs,
    })
  })

  it('ends with a command and with a lower severity, and begins with a higher one', () => {
    const paging = (from: IncidentState, event: Parameters<typeof stepIncident>[1]) => {
      const stepped = stepIncident(from, event, 0)
      return stepped.ok && stepped.value.paging
    }
    expect(paging(state, { kind: 'command', commander: 'ann' })).toBeNull()
    expect(paging(state, { kind: 'severity', severity: 3, reason: 'one country' })).toBeNull()
    const minor = { ...state, severity: 3 as const, paging: null }
    expect(paging(minor, { kind: 'severity', severity: 2 })).toEqual({ pages: 1, dueAt: pageEveryMs })
    expect(paging({ ...minor, commander: 'ann' }, { kind: 'severity', severity: 1 })).toBeNull()
    // Worse is no reason to begin anew.
    expect(paging(state, { kind: 'severity', severity: 1 })).toBe(state.paging)
  })
})
