// Plays a schedule and notes every promise that was broken on the way.

import type { IsolateHost, Observation } from '../../bench/world/isolate-host.ts'
import { World, type WorldOptions } from '../../bench/world/world.ts'
import { compareFeeds, type Feed, type FeedPosition } from '../../protocol/feed.ts'
import { defaultPolicy } from '../../worker/snapshot/policy.ts'
import { colos, commitChange, endMs, isOff, plan, type Schedule } from './schedule.ts'

/** Clocks of one location differ by up to twice this; the rest is rounding to milliseconds. */
const machineSkewMs = 40
const epsilonMs = 2 * machineSkewMs + 5

/** In Node an immediate comes when no microtask is left. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** P1 strict flags off beyond the lease, P2 no seq regresses, P4 nothing waits without bound. */
export interface Broken {
  readonly promise: 'P1' | 'P2' | 'P4'
  readonly atMs: number
  readonly what: string
}

export interface Play {
  readonly options?: Partial<WorldOptions>
  /** More that happens, beside the schedule. */
  readonly also?: (world: World) => void
}

export async function play(
  { seed, commits, faults, rates }: Schedule,
  { options, also }: Play = {},
): Promise<Broken[]> {
  const broken: Broken[] = []
  const offSince = new OffSince()
  const newest = new Map<IsolateHost, FeedPosition>()
  const observe = (seen: Observation): void => {
    const atMs = seen.answeredAtMs
    if (seen.strictOn && offSince.isBefore(atMs - defaultPolicy.leaseMs - epsilonMs)) {
      broken.push({ promise: 'P1', atMs, what: 'a strict flag is on beyond the lease' })
    }
    const before = newest.get(seen.isolate)
    if (before !== undefined && compareFeeds(seen, before) < 0) {
      broken.push({ promise: 'P2', atMs, what: `from ${before.epoch}/${before.seq} back to ${seen.epoch}/${seen.seq}` })
    }
    newest.set(seen.isolate, { epoch: seen.epoch, seq: seen.seq })
    if (atMs - seen.askedAtMs > defaultPolicy.coldBudgetMs + epsilonMs) {
      broken.push({ promise: 'P4', atMs, what: `a request waited ${atMs - seen.askedAtMs} ms` })
    }
  }
  const world = await World.create({
    seed,
    colos,
    isolatesPerColo: rates.length,
    turn,
    skewMs: 3_600_000,
    machineSkewMs,
    kvLagMs: 8_000,
    observe,
    ...options,
  })
  plan(world, faults)
  also?.(world)
  const history: Feed[] = [world.root.feed]
  for (const { atMs, change } of commits.toSorted((left, right) => left.atMs - right.atMs)) {
    world.time.at(atMs, () => {
      commitChange(world, change, history)
      history.push(world.root.feed)
      offSince.note(atMs, isOff(world, world.root.feed))
    })
  }
  for (const [index, isolate] of world.isolates.entries()) {
    world.traffic(isolate, rates[index % rates.length]!, 0, endMs)
  }
  await world.time.run(endMs + 3_000)
  for (const { pending } of world.isolates) {
    if (pending > 0) broken.push({ promise: 'P4', atMs: endMs, what: `${pending} requests were never answered` })
  }
  return broken
}

/** Since when the strict flag is meant to be off. */
class OffSince {
  #sinceMs: number | undefined

  note(atMs: number, off: boolean): void {
    this.#sinceMs = off ? (this.#sinceMs ?? atMs) : undefined
  }

  isBefore(atMs: number): boolean {
    return this.#sinceMs !== undefined && this.#sinceMs < atMs
  }
}
