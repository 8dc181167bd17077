// Which relay a location asks, and whom when that one fails. Pure. The order of a location never changes, so that its
// isolates agree; different locations of a region fall back to different neighbours, so that none inherits all of them.

import type { RelayName } from '../../protocol/relay.ts'

/** Where an isolate runs, as far as the requests it serves tell. */
export interface Place {
  /** IATA code. */
  readonly colo: string
  /** AF, AN, AS, EU, NA, OC, SA. */
  readonly continent: string | undefined
  readonly longitude: number | undefined
}

const neighbours: Readonly<Record<RelayName, readonly [RelayName, RelayName, RelayName]>> = {
  wnam: ['enam-1', 'enam-2', 'apac-ne'],
  'enam-1': ['enam-2', 'wnam', 'weur-1'],
  'enam-2': ['enam-1', 'wnam', 'weur-2'],
  'weur-1': ['weur-2', 'eeur', 'enam-1'],
  'weur-2': ['weur-1', 'enam-2', 'eeur'],
  eeur: ['weur-1', 'weur-2', 'enam-1'],
  'apac-ne': ['apac-se', 'wnam', 'oc'],
  'apac-se': ['apac-ne', 'oc', 'eeur'],
  oc: ['apac-se', 'apac-ne', 'wnam'],
}

/** Parses `request.cf`; null where it says no location. */
export function placeOf(cf: unknown): Place | null {
  if (typeof cf !== 'object' || cf === null) return null
  const { colo, continent, longitude } = cf as Record<string, unknown>
  if (typeof colo !== 'string' || colo === '') return null
  const degrees = Number.parseFloat(String(longitude))
  return {
    colo,
    continent: typeof continent === 'string' ? continent : undefined,
    longitude: Number.isFinite(degrees) ? degrees : undefined,
  }
}

/** The home relay, then its neighbours in this location's order. */
export function relayOrder(place: Place): RelayName[] {
  const home = homeRelay(place)
  const near = neighbours[home]
  const hash = hashOf(place.colo)
  const first = hash % near.length
  const rest = [near[(first + 1) % near.length]!, near[(first + 2) % near.length]!]
  return [home, near[first]!, ...((hash >>> 4) % 2 === 0 ? rest : rest.toReversed())]
}

function homeRelay({ colo, continent, longitude }: Place): RelayName {
  const east = longitude ?? 0
  const half = (hashOf(colo) >>> 8) % 2
  switch (continent) {
    case 'NA':
      return longitude !== undefined && east < -100 ? 'wnam' : half === 0 ? 'enam-1' : 'enam-2'
    case 'SA':
      return half === 0 ? 'enam-1' : 'enam-2'
    case 'AS':
      return east < 65 ? 'eeur' : east < 110 ? 'apac-se' : 'apac-ne'
    case 'OC':
      return 'oc'
    case 'EU':
      return east > 15 ? 'eeur' : half === 0 ? 'weur-1' : 'weur-2'
    case 'AF':
      return half === 0 ? 'weur-1' : 'weur-2'
    default:
      return half === 0 ? 'enam-1' : 'weur-1'
  }
}

/** FNV-1a, 32 bit, with a final mix: three letters alone would leave the low bits alike. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
