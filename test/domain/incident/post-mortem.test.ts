import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PostMortemFacts, renderPostMortem } from '../../../domain/incident/post-mortem.ts'

const facts: PostMortemFacts = {
  id: 'i1',
  title: 'Checkout fails',
  severity: 1,
  systems: ['payments'],
  blastRadius: ['checkout', 'payments'],
  commander: 'alice',
  owner: 'bob',
  due: '2027-02-05',
  startedAt: '2027-01-31T18:00:00.000Z',
  openedAt: '2027-01-31T18:01:10.000Z',
  containedAt: '2027-01-31T18:01:12.000Z',
  fixedAt: '2027-01-31T19:05:00.000Z',
  closedAt: '2027-01-31T21:00:00.000Z',
  pagedAt: '2027-01-31T18:01:13.000Z',
  customersToldAt: null,
  source: 'cascade',
  relapses: 0,
  impact: [{ system: 'payments', units: 8_000, failing: 1_200, usualRate: 0.01 }],
  containment: 'r1 and d1 were taken back',
  fix: 'hotfix i1-1',
  hypotheses: ['the new client retries without a key'],
  hotfixes: [
    { id: 'i1-1', status: 'done', problem: 'double charges', fix: 'send the key', openTasks: ['tell finance'] },
  ],
  changes: [{ at: '2027-01-31T17:58:00.000Z', text: 'd1: payments 2.14.1 went live' }],
  deadNotifications: 1,
  timeline: [{ at: '2027-01-31T18:01:10.000Z', actor: 'cascade', kind: 'opened', text: 'SEV1: Checkout fails' }],
}

describe('a post-mortem', () => {
  it('tells the times since it began, the measured impact, the cause and what is left to do', () => {
    const text = renderPostMortem(facts)
    for (const part of [
      'noticed after 70 s, by cascade detection',
      'contained after 72 s: r1 and d1 were taken back',
      'About 1,120 users or requests failed',
      'd1: payments 2.14.1 went live',
      'the new client retries without a key',
      '| i1-1: tell finance | | |',
      '- first word to customers: never',
      '1 notifications never went out',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('says what is not known instead of leaving it out', () => {
    const text = renderPostMortem({ ...facts, impact: [], owner: null, containedAt: null, closedAt: null })
    expect(text).toContain('Nothing was measured')
    expect(text).toContain('not named yet')
    expect(text).toContain('It was never contained.')
    expect(text).toContain('It is not over yet.')
  })

  it('keeps every section, and each row of the timeline on one line, whatever people wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (title, note) => {
        const entry = { at: facts.openedAt, actor: note, kind: 'note', text: `a\n## b | ${note}` }
        const text = renderPostMortem({ ...facts, title, hypotheses: [note], timeline: [entry, entry] })
        const headings = text.split('\n').filter((line) => /^#{1,6} /.test(line))
        expect(headings.slice(1)).toEqual([
          '## Summary',
          '## Impact',
          '## Root cause',
          '## Timeline',
          '## Lessons',
          '## Action items',
        ])
        const rows = text.split('\n').filter((line) => line.startsWith('| 2027-01-31'))
        expect(rows).toHaveLength(2)
        for (const row of rows) expect(row.replaceAll(/\\[\s\S]/g, '').split('|')).toHaveLength(6)
      }),
    )
  })
})
