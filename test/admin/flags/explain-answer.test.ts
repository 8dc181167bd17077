import { describe, expect, it } from 'vitest'
import { explainAnswer } from '../../../admin/flags/explain-answer.ts'

const nobody = { context: {}, nowSeconds: 1_800_000_000, edge: undefined }

describe('a quarantined flag', () => {
  // No write lets one in; a document from an older version may hold one.
  const document = {
    flags: { bad: { state: 'ENABLED', variants: { on: true, off: false }, targeting: { bogus: 1 } } },
  }

  it('has its reason told', () => {
    const answer = explainAnswer('bad', nobody, { document, kills: [], isLowered: false, remark: undefined })
    expect(answer).toMatchObject({ decidedBy: 'quarantine', answer: { errorCode: 'PARSE_ERROR' }, steps: [] })
    expect(answer.note).toContain('unknown operator "bogus"')
  })

  it('is off once it is killed, as any other', () => {
    const kill = {
      id: 'k',
      seq: 1,
      target: { all: true },
      reason: 'r',
      by: 'b',
      at: '2027-01-31T12:00:00.000Z',
    } as const
    const answer = explainAnswer('bad', nobody, { document, kills: [kill], isLowered: true, remark: 'Remarked.' })
    expect(answer).toMatchObject({
      decidedBy: 'kill',
      answer: { value: false },
      withoutKill: { errorCode: 'PARSE_ERROR' },
    })
    expect(answer.note).toMatch(/Remarked\.$/)
  })
})
