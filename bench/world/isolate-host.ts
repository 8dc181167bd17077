// An isolate of the simulated world: the shipped evaluator on a machine with its own clock, asked at its own pace.

import type { RelayRpc } from '../../protocol/relay.ts'
import { createReferenceHasher } from '../../wasm/reference.ts'
import { answerOne, createFrame } from '../../worker/answer.ts'
import { createIsolate, type Isolate } from '../../worker/isolate.ts'
import type { SnapshotStore } from '../../worker/snapshot/kv-source.ts'
import type { View } from '../../worker/snapshot/ladder.ts'
import { defaultPolicy, type Policy } from '../../worker/snapshot/policy.ts'
import type { Chance } from './chance.ts'
import type { ColoHost } from './colo-host.ts'
import { flagNames } from './flags.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What one answered request showed. */
export interface Observation {
  readonly isolate: IsolateHost
  readonly askedAtMs: number
  readonly answeredAtMs: number
  readonly strictOn: boolean
  readonly standardOn: boolean
  /** Of the newest feed the isolate knows; 0 before the first. */
  readonly epoch: number
  readonly seq: number
}

export interface IsolateLinks {
  readonly time: VirtualTime
  readonly chance: Chance
  readonly store: SnapshotStore
  readonly relays: (colo: ColoHost, name: string) => RelayRpc
  readonly checksum: (text: string) => Promise<string>
  readonly policy: Partial<Policy>
  readonly observe: (observation: Observation) => void
  /** Where relays and isolates of a location differ by a few milliseconds. */
  readonly skewMs: number
}

const nothingKnown = { epoch: 0, seq: 0 }
const ignore = (): void => {}

export class IsolateHost {
  readonly colo: ColoHost
  /** Requests that have not been answered yet. */
  pending = 0
  readonly #links: IsolateLinks
  readonly #isolate: Isolate

  constructor(colo: ColoHost, links: IsolateLinks) {
    const { time, chance, store, policy, checksum, skewMs } = links
    this.colo = colo
    this.#links = links
    const relays = {
      getByName: (name: string) => links.relays(colo, name),
      idFromName: (name: string) => name,
    }
    this.#isolate = createIsolate(
      { FLAGS_KV: store, RELAYS: relays, AUTH: 'off' },
      {
        createHasher: createReferenceHasher,
        cache: colo,
        policy: { ...defaultPolicy, ...policy },
        now: () => time.nowMs + colo.skewMs + skewMs,
        sleep: time.sleep,
        random: chance.next,
        checksum,
      },
    )
    const { continent, longitude } = colo
    this.#isolate.feed!.route.locate({ colo: colo.name, continent, longitude })
  }

  /** One request. Answers at once where the shipped code does. */
  ask(): void {
    const askedAtMs = this.#links.time.nowMs
    const { ladder } = this.#isolate
    const view = ladder.current(ignore)
    if (view !== undefined) this.#answer(view, askedAtMs)
    else {
      this.pending++
      ladder.settled(ignore).then((settled) => {
        this.pending--
        this.#answer(settled, askedAtMs)
      })
    }
  }

  #answer(view: View, askedAtMs: number): void {
    const { observe, time } = this.#links
    const frame = createFrame({}, this.#isolate.now())
    const isOn = (key: string): boolean => answerOne(view, key, frame, 'server').outcome.value === true
    const { epoch, seq } = this.#isolate.ladder.position.position.feed ?? nothingKnown
    const [strictOn, standardOn] = [isOn(flagNames.strict), isOn(flagNames.standard)]
    observe({ isolate: this, askedAtMs, answeredAtMs: time.nowMs, strictOn, standardOn, epoch, seq })
  }
}
