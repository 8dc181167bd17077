import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideCascade, severityOf } from '../../../domain/cascade/decide-cascade.ts'

const nowMs = 1_900_000_000_000
const minuteMs = 60_000
const ago = (minutes: number) => nowMs - minutes * minuteMs
const alarm = (system: string, minutes = 1) => ({ system, atMs: ago(minutes) })
const change = (id: string, minutes: number, system?: string) => ({
  id,
  atMs: ago(minutes),
  ...(system !== undefined && { system }),
})
/** shop → checkout → payments; mail and search stand alone. */
const map = [
  { id: 'payments', dependsOn: [] },
  { id: 'checkout', dependsOn: ['payments'] },
  { id: 'shop', dependsOn: ['checkout'] },
  { id: 'mail', dependsOn: [] },
  { id: 'search', dependsOn: [] },
]
const suspected = (changes: readonly ReturnType<typeof change>[], alarms = [alarm('payments'), alarm('checkout')]) =>
  decideCascade(alarms, changes, map, nowMs)?.suspects.map(({ change: { id } }) => id)

describe('a cascade', () => {
  it('is two systems that alarm within an hour, and never one', () => {
    expect(decideCascade([], [], map, nowMs)).toBeNull()
    expect(decideCascade([alarm('payments')], [], map, nowMs)).toBeNull()
    expect(decideCascade([alarm('payments'), alarm('payments')], [], map, nowMs)).toBeNull()
    expect(decideCascade([alarm('payments', 61), alarm('mail')], [], map, nowMs)).toBeNull()
    expect(decideCascade([alarm('payments', 59), alarm('mail')], [], map, nowMs)?.systems).toEqual(['mail', 'payments'])
  })

  it('suspects what its systems depend on, through any number of steps', () => {
    expect(suspected([change('a', 5, 'payments')], [alarm('shop'), alarm('mail')])).toEqual(['a'])
  })

  it('does not suspect what nothing broken depends on', () => {
    expect(suspected([change('a', 5, 'shop'), change('b', 5, 'search')])).toEqual([])
  })

  it('suspects nothing that is older than an hour, or came after what it would explain', () => {
    expect(suspected([change('old', 61, 'payments'), change('late', 0, 'payments')])).toEqual([])
  })

  it('names the most recent first, then what explains most, then what reaches furthest', () => {
    const changes = [change('older', 30, 'payments'), change('narrow', 10, 'checkout'), change('wide', 10, 'payments')]
    expect(suspected(changes)).toEqual(['wide', 'narrow', 'older'])
    const one = [alarm('checkout'), alarm('mail')]
    expect(suspected([change('checkout', 10, 'checkout'), change('payments', 10, 'payments')], one)).toEqual([
      'payments',
      'checkout',
    ])
  })

  it('suspects a change without a system only where something is left that no other explains', () => {
    const changes = [change('nowhere', 5), change('there', 10, 'payments')]
    expect(suspected(changes)).toEqual(['there'])
    expect(suspected(changes, [alarm('payments'), alarm('mail')])).toEqual(['nowhere', 'there'])
    expect(suspected([change('nowhere', 5)])).toEqual(['nowhere'])
  })

  it('gives with each suspect what it reaches and what it explains', () => {
    const [suspect] = decideCascade(
      [alarm('payments'), alarm('mail')],
      [change('a', 5, 'payments')],
      map,
      nowMs,
    )!.suspects
    expect(suspect).toMatchObject({ reaches: ['checkout', 'payments', 'shop'], explains: ['payments'] })
  })

  it('takes systems that nobody has mapped as they are, whatever their name', () => {
    const names = fc.constantFrom('__proto__', 'constructor', 'toString', 'ж', 'a\u0000b')
    fc.assert(
      fc.property(fc.uniqueArray(names, { minLength: 2, maxLength: 5 }), (systems) => {
        const cascade = decideCascade(
          systems.map((system) => alarm(system)),
          systems.map((system) => change(system, 5, system)),
          map,
          nowMs,
        )
        expect(cascade?.systems).toEqual([...systems].sort())
        expect(cascade?.suspects.every(({ change: { id }, explains }) => explains.includes(id))).toBe(true)
      }),
    )
  })
})

describe('its severity', () => {
  const critical = [{ id: 'payments', critical: true }]
  it('is 1 where a critical system broke or three did, else 2', () => {
    expect(severityOf(['mail', 'search'], critical)).toBe(2)
    expect(severityOf(['mail', 'payments'], critical)).toBe(1)
    expect(severityOf(['mail', 'search', 'shop'], [])).toBe(1)
  })
})
