// Where things stand on the simulated globe. Invented locations in roughly the proportions of a large network; round trips
// are assumed from distances: fibre is neither straight nor empty, so 1,000 km cost 13.5 ms, and the ends 5 ms.

import type { RelayName } from '../../protocol/relay.ts'
import type { Chance } from './chance.ts'

export interface Spot {
  readonly latitude: number
  readonly longitude: number
}

export interface Colo extends Spot {
  readonly name: string
  readonly continent: string
}

/** Continent, share of all locations, and the box they stand in. */
type Region = readonly [continent: string, share: number, south: number, north: number, west: number, east: number]

const regions: readonly Region[] = [
  ['NA', 30, 32, 49, -123, -105],
  ['NA', 45, 25, 47, -98, -70],
  ['SA', 40, -34, 8, -75, -40],
  ['EU', 50, 38, 60, -9, 14],
  ['EU', 27, 36, 60, 16, 45],
  ['AS', 18, 20, 37, 35, 58],
  ['AF', 28, -34, 36, -15, 40],
  ['AS', 22, 8, 30, 68, 92],
  ['AS', 23, -8, 22, 96, 109],
  ['AS', 32, 22, 44, 111, 141],
  ['OC', 15, -43, -20, 115, 175],
]

export const relaySpots: Readonly<Record<RelayName, Spot>> = {
  wnam: { latitude: 45.5, longitude: -122.7 },
  'enam-1': { latitude: 39, longitude: -77.5 },
  'enam-2': { latitude: 40.7, longitude: -74 },
  'weur-1': { latitude: 51.5, longitude: 0 },
  'weur-2': { latitude: 50.1, longitude: 8.7 },
  eeur: { latitude: 52.2, longitude: 21 },
  'apac-ne': { latitude: 35.7, longitude: 139.7 },
  'apac-se': { latitude: 1.3, longitude: 103.9 },
  oc: { latitude: -33.9, longitude: 151.2 },
}

export const rootSpot: Spot = { latitude: 39, longitude: -77.5 }

const total = regions.reduce((sum, [, share]) => sum + share, 0)

/** `count` locations, spread over the regions by their shares. */
export function makeColos(count: number, chance: Chance): Colo[] {
  const colos: Colo[] = []
  let passed = 0
  for (const [continent, share, south, north, west, east] of regions) {
    passed += share
    while (colos.length < Math.round((count * passed) / total)) {
      const latitude = chance.between(south, north)
      colos.push({ name: nameOf(colos.length), continent, latitude, longitude: chance.between(west, east) })
    }
  }
  return colos
}

/** AAA, AAB, … scattered, since real codes do not count up. */
function nameOf(index: number): string {
  const scattered = (index * 7_919 + 4_711) % 26 ** 3
  return [676, 26, 1].map((unit) => String.fromCharCode(65 + (Math.floor(scattered / unit) % 26))).join('')
}

export const roundTripMs = (from: Spot, to: Spot): number => 5 + kilometres(from, to) * 0.0135

function kilometres(from: Spot, to: Spot): number {
  const radians = Math.PI / 180
  const north = Math.sin(((to.latitude - from.latitude) * radians) / 2) ** 2
  const east = Math.sin(((to.longitude - from.longitude) * radians) / 2) ** 2
  const across = Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians) * east
  return 12_742 * Math.asin(Math.min(1, Math.sqrt(north + across)))
}
