import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine, paragraphs } from '../../../domain/notification/one-line.ts'
import { pageTarget, peopleToPage } from '../../../domain/notification/paging-order.ts'
import { roomName } from '../../../domain/notification/room-name.ts'
import { statusSummary } from '../../../domain/notification/status-summary.ts'

const typed = fc.string({ unit: 'binary', maxLength: 400 })

describe('a line of a message', () => {
  it('is one line without turns, and never longer than allowed', () => {
    fc.assert(
      fc.property(typed, fc.integer({ min: 1, max: 80 }), (text, most) => {
        const line = oneLine(text, most)
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect([...line].length).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('stays as it is where nothing is wrong with it', () => {
    expect(oneLine('Bezahlen schlägt fehl – 15 % 🙁')).toBe('Bezahlen schlägt fehl – 15 % 🙁')
  })
})

describe('paragraphs of a message', () => {
  it('keep their lines and lose what controls a terminal or turns text', () => {
    expect(paragraphs(' a\r\nb\u001b[2J \n\n\n\nc\u202ed\u2028e ')).toBe('a\nb[2J\n\ncd\ne')
  })
})

describe('the order of paging', () => {
  const plan = { people: ['ann', 'bob'], channels: ['pager', 'sms', 'mail'] }
  const targets = (count: number, about = plan) =>
    Array.from({ length: count }, (_, pages) => pageTarget(about, pages)).map((one) => `${one?.person} ${one?.channel}`)

  it('pages the first one twice, then whoever comes next through what comes next, and goes round', () => {
    expect(targets(6)).toEqual(['ann pager', 'ann pager', 'bob sms', 'ann mail', 'bob pager', 'ann sms'])
  })

  it('pages nobody by name where nobody is on call, and not at all where nothing pages', () => {
    expect(pageTarget({ people: [], channels: ['pager'] }, 3)).toEqual({ person: undefined, channel: 'pager' })
    expect(pageTarget({ people: ['ann'], channels: [] }, 0)).toBeUndefined()
  })

  it('puts a commander who is named already first, once', () => {
    expect(peopleToPage('bob', ['ann', 'bob'])).toEqual(['bob', 'ann'])
    expect(peopleToPage(null, ['ann', 'bob'])).toEqual(['ann', 'bob'])
  })
})

describe('the name of a room', () => {
  it.each([
    ['Checkout: 15 % fail!', 'inc-i7-checkout-15-fail-a1b2c3'],
    ['Überweisung schlägt fehl', 'inc-i7-uberweisung-schlagt-fehl-a1b2c3'],
    ['支付失败', 'inc-i7-a1b2c3'],
    ['', 'inc-i7-a1b2c3'],
  ])('of %s', (title, name) => {
    expect(roomName('i7', title, 'a1b2c3')).toBe(name)
  })

  it('is what providers take, whatever the title', () => {
    fc.assert(
      fc.property(typed, (title) => {
        expect(roomName('i7', title, 'a1b2c3')).toMatch(/^inc-i7(?:-[a-z0-9]+)*$/)
        expect(roomName('i7', title, 'a1b2c3').length).toBeLessThanOrEqual(80)
      }),
    )
  })
})

describe('the state in one sentence', () => {
  it('claims no more than is known', () => {
    expect(statusSummary([])).toBe('We know of no problem right now.')
    expect(statusSummary(['monitoring', 'investigating'])).toMatch(/We are looking into it\.$/)
    expect(statusSummary(['monitoring'])).toMatch(/watching whether it holds\.$/)
  })
})
