// A ladder alone, with a store whose reads a test answers by hand when it wants their order.

import type { KillTarget } from '../../../protocol/feed.ts'
import { createHasher } from '../../../wasm/load-workerd.ts'
import { createIsolate } from '../../../worker/isolate.ts'
import type { Sleep } from '../../../worker/snapshot/bounded.ts'
import type { Ladder, View } from '../../../worker/snapshot/ladder.ts'
import { defaultPolicy, type Policy } from '../../../worker/snapshot/policy.ts'
import { MemoryStore, type Published } from '../memory-store.ts'
import { rest, VirtualClock } from '../virtual-clock.ts'

/** A read that waits for its answer. */
export interface Waiting {
  readonly key: string
  /** Answers with what was stored when the read began. */
  answer(): void
  answerWith(text: string | null): void
}

export interface LadderFixture {
  readonly ladder: Ladder
  readonly store: MemoryStore
  readonly clock: VirtualClock
  readonly policy: Policy
  /** Work that requests left running. */
  readonly background: Promise<unknown>[]
  /** The view of a request, as the doors take it. */
  view(): Promise<View>
  /** Makes every read from now on wait for the test. Reads stand in the list in the order they began. */
  holdReads(): Waiting[]
  publish(name: string, options?: Published): Promise<string>
  /** Plays everything that runs in the background. */
  idle(): Promise<void>
}

export function createLadderFixture(
  rules: Partial<Policy> = {},
  sleep?: (clock: VirtualClock) => Sleep,
): LadderFixture {
  const clock = new VirtualClock()
  const store = new MemoryStore()
  const policy = { ...defaultPolicy, ...rules }
  const { ladder } = createIsolate(
    { FLAGS_KV: store },
    { createHasher, policy, now: clock.now, sleep: sleep?.(clock) ?? clock.sleep },
  )
  const background: Promise<unknown>[] = []
  const keepAlive = (work: Promise<unknown>): void => {
    background.push(work)
  }
  return {
    ladder,
    store,
    clock,
    policy,
    background,
    view: async () => ladder.current(keepAlive) ?? (await ladder.settled(keepAlive)),
    holdReads: () => {
      const waiting: Waiting[] = []
      store.fault = (key, stored) =>
        new Promise((resolve) => {
          waiting.push({ key, answer: () => resolve(stored), answerWith: resolve })
        })
      return waiting
    },
    publish: (name, options) => store.publish(documentOf(name), options),
    idle: async () => {
      await rest()
      await clock.settle(Promise.all(background.splice(0)))
    },
  }
}

/** A document with one flag of this name. */
const documentOf = (name: string): object => ({
  flags: { [name]: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' } },
})

/** Names of the flags that a view holds. */
export const flagsOf = ({ held }: View): string[] => (held?.snapshot.flags ?? []).map(({ key }) => key)

/** Names of those that are marked, by a kill or a lowering. */
export const markedIn = ({ held }: View): string[] =>
  (held?.snapshot.flags ?? []).filter(({ index }) => held!.marks[index] !== 0).map(({ key }) => key)

export const killOf = (flag: string): readonly KillTarget[] => [{ flag }]
