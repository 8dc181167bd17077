// Everything that may happen to a small world, as fast-check draws it: what operators commit, what fails and for how long,
// whose clock is wrong, and when users ask.

import fc from 'fast-check'
import type { CacheFault } from '../../bench/world/colo-host.ts'
import { flagNames } from '../../bench/world/flags.ts'
import type { Colo } from '../../bench/world/geography.ts'
import type { KvFault } from '../../bench/world/kv-model.ts'
import { noTrouble } from '../../bench/world/network.ts'
import type { World } from '../../bench/world/world.ts'
import type { Feed } from '../../protocol/feed.ts'
import { type RelayName, relayNames } from '../../protocol/relay.ts'

export const endMs = 14_000

export const colos: readonly Colo[] = [
  { name: 'LHR', continent: 'EU', latitude: 51.5, longitude: -0.5 },
  { name: 'SIN', continent: 'AS', latitude: 1.4, longitude: 103.9 },
  { name: 'IAD', continent: 'NA', latitude: 39, longitude: -77.5 },
]

export type Change = 'kill_flag' | 'kill_all' | 'lift' | 'turn_off' | 'turn_on' | 'restore'

export interface Commit {
  readonly atMs: number
  readonly change: Change
}

export type Ailment =
  | { readonly of: 'relays'; readonly names: readonly RelayName[]; readonly how: 'silent' | 'refusing' }
  | { readonly of: 'root' }
  | { readonly of: 'pushes' }
  | { readonly of: 'colo'; readonly index: number }
  | { readonly of: 'messages'; readonly lossRate: number; readonly extraDelayMs: number }
  | { readonly of: 'cache'; readonly index: number; readonly how: CacheFault }
  | { readonly of: 'kv'; readonly how: KvFault }
  | { readonly of: 'restart'; readonly name: RelayName }
  | { readonly of: 'replaced root'; readonly heardBy: readonly RelayName[] }

export interface Fault {
  readonly fromMs: number
  readonly untilMs: number
  readonly ailment: Ailment
}

export interface Schedule {
  readonly seed: number
  readonly commits: readonly Commit[]
  readonly faults: readonly Fault[]
  /** Requests per second, by isolate. */
  readonly rates: readonly number[]
}

const some = fc.subarray([...relayNames], { minLength: 1 })
const nobody = fc.constantFrom<readonly RelayName[]>(relayNames)
const coloIndex = fc.nat(colos.length - 1)

const ailment: fc.Arbitrary<Ailment> = fc.oneof(
  fc.record({
    of: fc.constant('relays' as const),
    names: fc.oneof(some, nobody),
    how: fc.constantFrom('silent', 'refusing'),
  }),
  fc.record({ of: fc.constant('root' as const) }),
  fc.record({ of: fc.constant('pushes' as const) }),
  fc.record({ of: fc.constant('colo' as const), index: coloIndex }),
  fc.record({
    of: fc.constant('messages' as const),
    lossRate: fc.constantFrom(0, 0.05, 0.3),
    extraDelayMs: fc.constantFrom(0, 100, 600, 3_000),
  }),
  fc.record({
    of: fc.constant('cache' as const),
    index: coloIndex,
    how: fc.constantFrom<CacheFault>('misses', 'throws', 'hangs', 'stale'),
  }),
  fc.record({
    of: fc.constant('kv' as const),
    how: fc.constantFrom<KvFault>('throws', 'hangs', 'empty', 'garbage', 'old'),
  }),
  fc.record({ of: fc.constant('restart' as const), name: fc.constantFrom(...relayNames) }),
  fc.record({ of: fc.constant('replaced root' as const), heardBy: some }),
)

const fault: fc.Arbitrary<Fault> = fc
  .record({ fromMs: fc.nat(10_000), lengthMs: fc.integer({ min: 200, max: 9_000 }), ailment })
  .map(({ fromMs, lengthMs, ailment }) => ({ fromMs, untilMs: fromMs + lengthMs, ailment }))

const commit: fc.Arbitrary<Commit> = fc.record({
  atMs: fc.integer({ min: 500, max: 10_000 }),
  change: fc.constantFrom<Change>('kill_flag', 'kill_all', 'lift', 'turn_off', 'turn_on', 'restore'),
})

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  commits: fc.array(commit, { minLength: 1, maxLength: 6 }),
  faults: fc.array(fault, { maxLength: 6 }),
  rates: fc.array(fc.constantFrom(0.3, 2, 8, 30), { minLength: 2, maxLength: 4 }),
})

/** Whether the strict flag is meant to be off after this feed was committed. */
export const isOff = (world: World, feed: Feed): boolean =>
  feed.revision === world.revisions.off ||
  feed.kills.some(({ target }) => 'all' in target || ('flag' in target && target.flag === flagNames.strict))

/** Commits a change at the root, which then tells the world. */
export function commitChange(world: World, change: Change, history: readonly Feed[]): void {
  const { root, revisions } = world
  const names = Object.values(flagNames)
  const lowers = (revision: string): readonly string[] =>
    revision === revisions.off && root.feed.revision === revisions.on ? names : []
  if (change === 'kill_flag') root.kill({ flag: flagNames.strict })
  else if (change === 'kill_all') root.kill({ all: true })
  else if (change === 'lift') root.lift()
  else if (change === 'turn_off') root.publish(revisions.off, lowers(revisions.off))
  else if (change === 'turn_on') root.publish(revisions.on, [])
  else {
    const older = history[Math.floor(history.length / 2)] ?? root.feed
    root.restore(older, lowers(older.revision))
  }
}

/** Makes the faults of a schedule happen. */
export function plan(world: World, faults: readonly Fault[]): void {
  const active = new Set<Fault>()
  for (const fault of faults) {
    world.time.at(fault.fromMs, () => {
      active.add(fault)
      strike(world, fault.ailment)
      apply(world, active)
    })
    world.time.at(fault.untilMs, () => {
      active.delete(fault)
      apply(world, active)
    })
  }
}

function strike(world: World, ailment: Ailment): void {
  if (ailment.of === 'restart') world.relays.get(ailment.name)!.restart()
  if (ailment.of === 'replaced root' && world.zombie === undefined) world.replaceRoot(new Set(ailment.heardBy))
}

function apply(world: World, active: ReadonlySet<Fault>): void {
  const trouble = noTrouble()
  const silent = new Set<string>()
  const refusing = new Set<string>()
  world.pushesLost = false
  world.kv.fault = () => undefined
  for (const colo of world.colos) colo.cacheFault = undefined
  for (const { ailment } of active) {
    if (ailment.of === 'relays') {
      for (const name of ailment.names) (ailment.how === 'silent' ? silent : refusing).add(`relay:${name}`)
    } else if (ailment.of === 'root') silent.add('root')
    else if (ailment.of === 'pushes') world.pushesLost = true
    else if (ailment.of === 'colo') silent.add(world.colos[ailment.index]!.id)
    else if (ailment.of === 'messages') {
      trouble.lossRate = Math.max(trouble.lossRate, ailment.lossRate)
      trouble.extraDelayMs = Math.max(trouble.extraDelayMs, ailment.extraDelayMs)
    } else if (ailment.of === 'cache') world.colos[ailment.index]!.cacheFault = ailment.how
    else if (ailment.of === 'kv') world.kv.fault = () => ailment.how
  }
  trouble.cut = (from, to) => silent.has(from) || silent.has(to)
  trouble.refuses = (to) => refusing.has(to)
  world.network.trouble = trouble
}
