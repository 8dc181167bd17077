import { describe, expect, it } from 'vitest'
import { alertSeverity } from '../../../domain/incident/alert-severity.ts'

const of = (labels: Record<string, string>) => alertSeverity(new Map(Object.entries(labels)))

describe('the severity of an alert', () => {
  it.each([
    ['critical', 2],
    ['page', 2],
    [' Critical ', 2],
    ['error', 3],
    ['warning', 4],
    ['info', 4],
    ['whatever', 3],
    ['constructor', 3],
    ['', 3],
  ])('%j is SEV%i', (severity, expected) => {
    expect(of({ severity })).toBe(expected)
  })

  it('is what its own label says, before any word', () => {
    expect(of({ fuseboard_severity: '1', severity: 'warning' })).toBe(1)
    expect(of({ fuseboard_severity: '5', severity: 'warning' })).toBe(4)
    expect(of({})).toBe(3)
  })
})
