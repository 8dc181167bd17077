// What goes wrong at the moment of a kill, scenario by scenario.

import { relayNames } from '../../protocol/relay.ts'
import type { World } from './world.ts'

export interface Scenario {
  readonly name: string
  /** Set before the kill, long enough for every isolate to have noticed. */
  readonly before?: (world: World) => void
  /** Set in the millisecond of the kill, before it. */
  readonly atKill?: (world: World) => void
}

const dead = ['weur-1', 'weur-2'].map((name) => `relay:${name}`)

export const scenarios: readonly Scenario[] = [
  { name: 'normal' },
  {
    name: 'all pushes lost',
    before: (world) => {
      world.pushesLost = true
    },
  },
  {
    name: 'the relays of western Europe dead',
    before: ({ network }) => {
      network.trouble = { ...network.trouble, cut: (from, to) => dead.includes(from) || dead.includes(to) }
    },
  },
  {
    name: '2 % of locations cut off',
    atKill: ({ network, colos }) => {
      const cut = new Set(colos.filter((_, index) => index % 50 === 0).map(({ id }) => id))
      const isRelay = (id: string): boolean => id.startsWith('relay:')
      network.trouble = {
        ...network.trouble,
        cut: (from, to) => (cut.has(from) && isRelay(to)) || (isRelay(from) && cut.has(to)),
      }
    },
  },
  {
    name: 'root isolated',
    atKill: ({ network }) => {
      network.trouble = { ...network.trouble, cut: (from, to) => from === 'root' || to === 'root' }
    },
  },
]

/** Requests in the busiest second of the busiest relay, from the given second on. */
export function busiest(world: World, fromSecond: number): { relay: string; perSecond: number } {
  const loads = relayNames.map((relay) => {
    const load = Array.from(world.relays.get(relay)!.load, (count = 0) => count)
    return { relay, perSecond: Math.max(0, ...load.slice(fromSecond)) }
  })
  return loads.reduce((most, load) => (load.perSecond > most.perSecond ? load : most))
}
