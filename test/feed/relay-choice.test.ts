import { describe, expect, it } from 'vitest'
import { Chance } from '../../bench/world/chance.ts'
import { makeColos } from '../../bench/world/geography.ts'
import { relayNames } from '../../protocol/relay.ts'
import { type Place, placeOf, relayOrder } from '../../worker/feed/relay-choice.ts'

const place = (continent: string | undefined, longitude?: number, colo = 'FRA'): Place => ({
  colo,
  continent,
  longitude,
})

describe('the home relay', () => {
  it.each([
    ['Seattle', place('NA', -122.3), /^wnam$/],
    ['New York', place('NA', -74), /^enam-[12]$/],
    ['a place in North America without a longitude', place('NA'), /^enam-[12]$/],
    ['São Paulo', place('SA', -46.6), /^enam-[12]$/],
    ['London', place('EU', -0.1), /^weur-[12]$/],
    ['Warsaw', place('EU', 21), /^eeur$/],
    ['Lagos', place('AF', 3.4), /^weur-[12]$/],
    ['Dubai', place('AS', 55.3), /^eeur$/],
    ['Mumbai', place('AS', 72.9), /^apac-se$/],
    ['Singapore', place('AS', 103.8), /^apac-se$/],
    ['Tokyo', place('AS', 139.7), /^apac-ne$/],
    ['Sydney', place('OC', 151.2), /^oc$/],
    ['nowhere known', place(undefined), /./],
  ])('of %s is near', (_, where, home) => {
    expect(relayOrder(where)[0]).toMatch(home)
  })

  it('is the same for all isolates of a location', () => {
    expect(relayOrder(place('EU', 8.7))).toEqual(relayOrder(place('EU', 8.7)))
  })
})

describe('the order of a location', () => {
  const orders = makeColos(330, new Chance(1)).map((colo) => relayOrder({ ...colo, colo: colo.name }))

  it('names a home and three different neighbours', () => {
    for (const order of orders) {
      expect(new Set(order).size).toBe(4)
      expect(relayNames).toEqual(expect.arrayContaining(order))
    }
  })

  it('spreads the locations of a dead region over several neighbours', () => {
    const orphans = orders.filter(([home]) => home === 'weur-1' || home === 'weur-2')
    const heirs = Map.groupBy(orphans, (order) => order.find((name) => !name.startsWith('weur')))
    expect(heirs.size).toBeGreaterThanOrEqual(3)
    for (const inherited of heirs.values()) expect(inherited.length).toBeLessThan(orphans.length / 2 + 8)
  })
})

describe('where a request says it is', () => {
  it.each([
    [
      { colo: 'FRA', continent: 'EU', longitude: '8.68' },
      { colo: 'FRA', continent: 'EU', longitude: 8.68 },
    ],
    [{ colo: 'FRA' }, { colo: 'FRA', continent: undefined, longitude: undefined }],
    [
      { colo: 'FRA', longitude: 'east' },
      { colo: 'FRA', continent: undefined, longitude: undefined },
    ],
    [{ colo: '' }, null],
    [{ continent: 'EU' }, null],
    [undefined, null],
    [null, null],
  ])('%j is read as %j', (cf, expected) => {
    expect(placeOf(cf)).toEqual(expected)
  })
})
