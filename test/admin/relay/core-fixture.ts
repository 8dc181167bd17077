// A relay's rules with a root that a test answers for, a shelf in memory, and a clock that stands still.

import { RelayCore } from '../../../admin/objects/relay/core.ts'
import { defaultRelayPolicy } from '../../../admin/objects/relay/relay-policy.ts'
import type { Feed } from '../../../protocol/feed.ts'
import type { PullRequest, RootFeedRpc, SnapshotPart } from '../../../protocol/relay.ts'
import { VirtualClock } from '../../worker/virtual-clock.ts'

export const revision = 'a'.repeat(64)
export const feedAt = (seq: number, rest: Partial<Feed> = {}): Feed => {
  return { format: 1, epoch: 1, seq, revision, kills: [], lowered: {}, ...rest }
}

export interface CoreFixture {
  readonly relay: RelayCore
  readonly clock: VirtualClock
  readonly pulls: PullRequest[]
  readonly shelf: Map<string, SnapshotPart>
  /** How many parts the root was asked for. */
  partsAsked: number
  /** Stubs made. */
  stubs: number
  pull: RootFeedRpc['pull']
  part: RootFeedRpc['snapshotPart']
  /** A read as an isolate makes it, and how long it took. */
  read(colo?: string): Promise<{ seq: number; ageMs: number; waitedMs: number } | null>
}

export function createCoreFixture(): CoreFixture {
  const clock = new VirtualClock()
  const shelf = new Map<string, SnapshotPart>()
  const relay = new RelayCore({
    name: 'weur-1',
    now: clock.now,
    sleep: clock.sleep,
    root: () => {
      fixture.stubs++
      return {
        pull: (request) => {
          fixture.pulls.push(request)
          return fixture.pull(request)
        },
        snapshotPart: (wanted, index) => {
          fixture.partsAsked++
          return fixture.part(wanted, index)
        },
      }
    },
    shelf: {
      read: (wanted, index) => shelf.get(`${wanted}/${index}`) ?? null,
      keep: (wanted, index, part) => shelf.set(`${wanted}/${index}`, part),
    },
    policy: defaultRelayPolicy,
  })
  const fixture: CoreFixture = {
    relay,
    clock,
    pulls: [],
    shelf,
    partsAsked: 0,
    stubs: 0,
    pull: async () => feedAt(1),
    part: async () => null,
    read: async (colo = 'FRA') => {
      const startedAtMs = clock.now()
      const answer = await clock.settle(relay.read(colo))
      return answer && { seq: answer.feed.seq, ageMs: answer.ageMs, waitedMs: clock.now() - startedAtMs }
    },
  }
  return fixture
}
