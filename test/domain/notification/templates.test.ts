import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phases, type Severity, severities } from '../../../domain/incident/incident.ts'
import type { IncidentNews, NewsFacts, RenderedNews } from '../../../domain/notification/news.ts'
import { renderForCustomers } from '../../../domain/notification/templates/customers.ts'
import { renderForLeadership } from '../../../domain/notification/templates/leadership.ts'
import { renderForResponders } from '../../../domain/notification/templates/responders.ts'
import { customers, leadership, responders } from './golden-texts.ts'
import { facts, stories } from './news-fixture.ts'

const asLines = (rendered: (RenderedNews & { status?: string }) | null) => {
  if (rendered === null) return null
  const { title, text, status } = rendered
  return [status === undefined ? title : `${title} (${status})`, '', ...text.split('\n')]
}

describe('the texts of news', () => {
  const named = Object.entries(stories)

  it.each(named)('tell responders everything: %s', (name, [about, news]) => {
    expect(asLines(renderForResponders(about, news))).toEqual(responders[name])
  })

  it.each(named)('tell leadership what is affected and when more follows: %s', (name, [about, news]) => {
    expect(asLines(renderForLeadership(about, news))).toEqual(leadership[name])
  })

  it.each(named)('tell customers neither internals nor names: %s', (name, [about, news]) => {
    expect(asLines(renderForCustomers(about, news))).toEqual(customers[name])
  })
})

const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
const severity = fc.constantFrom<Severity>(...severities)
const phase = fc.constantFrom(...phases)
const typed = fc.string({ unit: 'binary', maxLength: 60 })

/** What customers may be told. */
const publicFacts = fc.record({
  severity,
  phase,
  since: time,
  nextUpdateAt: fc.option(time),
  toldAt: fc.option(time),
  closedAt: fc.option(time),
})
/** What they may not. */
const internals = fc.record({
  id: typed,
  title: typed,
  systems: fc.array(typed),
  blastRadius: fc.array(typed),
  commander: fc.option(typed),
})

/** The same news twice, told with other words. */
const news = fc.oneof(
  fc.constantFrom<[IncidentNews, IncidentNews]>(
    ...(['opened', 'commanded', 'no-change', 'closed'] as const).map((kind) => [{ kind }, { kind }] as never),
  ),
  fc.record({ from: phase, to: phase, one: typed, other: typed }).map(({ from, to, one, other }) => [
    { kind: 'moved' as const, from, to, why: one },
    { kind: 'moved' as const, from, to, why: other },
  ]),
  fc.record({ from: severity, one: typed, other: typed }).map(({ from, one, other }) => [
    { kind: 'severity' as const, from, why: one },
    { kind: 'severity' as const, from, why: other },
  ]),
  fc.record({ one: typed, other: typed }).map(({ one, other }) => [
    { kind: 'relapsed' as const, why: one },
    { kind: 'relapsed' as const, why: other },
  ]),
  fc.constantFrom('killed', 'reverted', 'other').map((how) => [
    { kind: 'contained' as const, how },
    { kind: 'contained' as const, how: 'killed' },
  ]),
) as fc.Arbitrary<[IncidentNews, IncidentNews]>

describe('the texts for customers', () => {
  it('are the same for any two incidents that differ only in what is internal', () => {
    fc.assert(
      fc.property(publicFacts, internals, internals, news, (known, one, other, [told, retold]) => {
        const left = renderForCustomers({ ...known, ...one }, told)
        expect(left).toEqual(renderForCustomers({ ...known, ...other }, retold))
      }),
    )
  })

  it('never say that nothing is new in the words of progress', () => {
    fc.assert(
      fc.property(publicFacts, internals, (known, inner) => {
        const { text, status } = renderForCustomers({ ...known, ...inner }, { kind: 'no-change' })!
        expect(text).toMatch(/^We have nothing new to tell/)
        expect(text).toContain(`The state is unchanged: ${status}.`)
        expect(text).not.toMatch(/progress|soon|working on|fixed|closer/i)
      }),
    )
  })
})

describe('the texts for responders and leadership', () => {
  const hostile = fc.record({ title: typed, commander: typed, systems: fc.array(typed) })
  const fixedLines = renderForResponders({ ...facts, commander: 'x' }, { kind: 'opened' }).text.split('\n').length

  it('have as many lines as they have facts, whatever is typed', () => {
    fc.assert(
      fc.property(hostile, (inner) => {
        const about: NewsFacts = { ...facts, ...inner }
        const { title, text } = renderForResponders(about, { kind: 'opened' })
        expect(text.split('\n')).toHaveLength(fixedLines)
        for (const line of [title, renderForLeadership(about, { kind: 'opened' })!.title]) {
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
          expect(line.isWellFormed()).toBe(true)
          expect([...line].length).toBeLessThan(280)
        }
      }),
    )
  })

  it('name the first of many systems, and how many more there are', () => {
    const systems = Array.from({ length: 500 }, (_, index) => `system-${index}`)
    const { text } = renderForResponders({ ...facts, systems, blastRadius: systems }, { kind: 'opened' })
    expect(text).toContain('system-11 and 488 more')
    expect(text.length).toBeLessThan(1_000)
  })
})
