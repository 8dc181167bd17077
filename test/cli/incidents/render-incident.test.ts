import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../cli/api/incidents.ts'
import type { Notification } from '../../../cli/api/notifications.ts'
import { describeChanges } from '../../../cli/incidents/describe-changes.ts'
import { renderIncident } from '../../../cli/incidents/render-incident.ts'
import { createStyle } from '../../../cli/output/style.ts'
import { wrap } from '../../../cli/output/wrap.ts'
import { entry, incident, notification, nowMs } from '../commands/incident-answers.ts'

const shaped = (change: object = {}): Incident => incident(change) as Incident
const show = (change: object = {}, sent: object[] | null = [], columns = 80): string =>
  renderIncident(shaped(change), sent as Notification[] | null, { now: nowMs, columns, style: createStyle(false) })
const at = (minutes: number): string => new Date(nowMs + minutes * 60_000).toISOString()

describe('an incident', () => {
  it('is shown whole', async () => {
    await expect(`${show()}\n`).toMatchFileSnapshot('./golden/incident.txt')
  })

  it('breaks its texts where the screen is narrow', async () => {
    const narrow = show({ title: 'all cards of all customers are declined' }, [], 36)
    await expect(`${narrow}\n`).toMatchFileSnapshot('./golden/incident-narrow.txt')
    const commands = narrow.split('\n').filter((line) => line.includes('fuseboard incident'))
    for (const line of narrow.split('\n')) if (!commands.includes(line)) expect(line.length).toBeLessThanOrEqual(40)
  })

  it('shows nothing of a title that could steer the terminal', () => {
    const shown = show({
      title: '\u001b[2J\u202eowned\r\n',
      timeline: [entry(1, 3, { text: '\u001b]0;x\u0007', actor: '\u009b1m' })],
      missing: ['\u001b[31m'],
      checklist: [{ text: '\u001b[1A', done: false }],
      advice: { choice: 'constructor', because: ['\u0008'] },
      roles: { ['__proto__' as string]: 'x', '\u001b': 'y' },
    })
    for (const unsafe of ['\u001b', '\u0007', '\u009b', '\u202e', '\r', '\u0008']) expect(shown).not.toContain(unsafe)
    expect(shown).toContain('\\u001b[2J\\u202eowned')
  })

  it('says what nobody does yet, and the command for it', () => {
    const { commander: _, containment: __, ...bare } = shaped({ nextPageAt: at(3), updateDueAt: at(-7) })
    const shown = renderIncident(bare as Incident, [], { now: nowMs, columns: 200, style: createStyle(false) })
    expect(shown).toContain('nobody; whoever comes next is paged in 3 min')
    expect(shown).toContain('fuseboard incident command i3 --as NAME')
    expect(shown).toMatch(/contained +not yet/)
    expect(shown).toMatch(/update due +7 min ago: fuseboard incident update i3 TEXT/)
  })

  it('shows the clock of its verification, and what does not hold', () => {
    const verification = {
      startedAt: at(-20),
      passingSince: at(-12),
      readyAt: at(18),
      criteria: [{ id: 'failures', verdict: 'PASS', why: '2 of 4,000 fail' }],
    }
    expect(show({ phase: 'verify', verification })).toContain(
      'everything holds since 12 min; it may be closed in 18 min',
    )
    expect(show({ phase: 'verify', verification })).toContain('PASS  failures: 2 of 4,000 fail')
    const broken = { ...verification, passingSince: null, readyAt: null }
    expect(show({ phase: 'verify', verification: broken })).toContain(
      'not everything holds; the clock begins when it does',
    )
    const ready = { ...verification, readyAt: at(-1) }
    expect(show({ phase: 'verify', verification: ready, missing: [] })).toContain('fuseboard incident close i3')
  })

  it('tells what did not reach anybody, and what waits for somebody', () => {
    const shown = show({}, [
      notification(),
      notification({ key: 'b'.repeat(64), status: 'dead', attempts: 8, lastError: 'HTTP 401', fellTo: 'c'.repeat(64) }),
      notification({ key: 'd'.repeat(64), status: 'awaiting-approval', purpose: 'update', attempts: 0 }),
    ])
    expect(shown).toContain(
      'bbbbbbbbbbbb  page through pager: dead after 8 attempts; cccccccccccc took its place\n    HTTP 401',
    )
    expect(shown).toContain('fuseboard notifications approve KEY')
    expect(shown).not.toContain('a9c5d1f6')
    expect(show({}, null)).toContain('What was sent of it cannot be read now.')
  })

  it('says how often it came back', () => {
    expect(show({ relapses: 2 })).toContain('relapsed 2 times')
  })
})

describe('what is new in an incident', () => {
  it('is nothing while it stands where it stood', () => {
    expect(describeChanges(shaped(), shaped())).toEqual([])
  })

  it('is each new entry, and where it moved', () => {
    const more = [...shaped().timeline, entry(4, 0, { kind: 'moved', text: 'investigate → fix' })]
    expect(describeChanges(shaped({ phase: 'fix', missing: [], timeline: more }), shaped())).toEqual([
      '2026-11-21T12:00:00.000Z  moved by ann-4k2j9x: investigate → fix',
      'SEV1, fix',
    ])
  })
})

describe('a long text', () => {
  it('is broken between words, never within one', () => {
    expect(wrap('all cards are declined', 20, '  ')).toEqual(['  all cards are', '  declined'])
    expect(wrap('x'.repeat(40), 20, '  ')).toEqual([`  ${'x'.repeat(40)}`])
    expect(wrap('a  b', Number.POSITIVE_INFINITY, '')).toEqual(['a  b'])
    expect(wrap('', 20, '  ')).toEqual(['  '])
  })
})
