// What the lease costs a request that finds it fresh: view and answer of one flag, by an isolate without a feed and by one with.

import { readFileSync } from 'node:fs'
import { sha256Hex } from '../../protocol/checksum.ts'
import { type Feed, headKey } from '../../protocol/feed.ts'
import { renderSnapshot, snapshotKey } from '../../protocol/published-snapshot.ts'
import type { RelayRpc } from '../../protocol/relay.ts'
import { createHasher } from '../../wasm/load-node.ts'
import { answerOne, createFrame } from '../../worker/answer.ts'
import { createIsolate, type Isolate, viewFor } from '../../worker/isolate.ts'
import { defaultPolicy } from '../../worker/snapshot/policy.ts'
import { measure, median, type Subject, type Timings } from '../measure.ts'
import { type Benchmark, type Row, significant } from '../report.ts'

const names = { plain: 'without a feed', leased: 'with a fresh lease' }
const runs = 5
const allowed = 1.05

export const lease: Benchmark = {
  name: 'lease',
  title: 'nanoseconds to find the view of a request and answer one flag from memory, examples/flags.json',
  ratioMeaning: 'times the cost without a feed',
  async run(progress) {
    const [plain, leased] = await Promise.all([warmIsolate(false), warmIsolate(true)])
    const subjects = [subject(names.plain, plain), subject(names.leased, leased)]
    const timings: Timings[] = []
    for (let run = 1; run <= runs; run++) {
      progress(`run ${run} of ${runs}`)
      timings.push(await measure(subjects))
    }
    const nanoseconds = (name: string): number => median(timings.map((timing) => timing[name]!))
    // Run by run, since a shared machine is slower in one run than in another.
    const cost = median(timings.map((timing) => timing[names.leased]! / timing[names.plain]!))
    const goals = [{ wanted: '≤ 5 % more', met: cost <= allowed, found: `${significant(cost)}×` }]
    const row = (name: string, ratio: number): Row => {
      return { case: 'one flag', subject: name, value: nanoseconds(name), unit: 'ns', ratio }
    }
    return [row(names.plain, 1), { ...row(names.leased, cost), goals }]
  },
}

const ignore = (): void => {}

function subject(name: string, isolate: Isolate): Subject {
  const keys = flagKeys()
  return {
    name,
    run(iterations) {
      let on = 0
      for (let at = 0; at < iterations; at++) {
        const view = isolate.ladder.current(ignore)
        if (view === undefined) throw new Error(`${name}: this request would have waited`)
        const frame = createFrame({ targetingKey: `user-${at & 1023}` }, isolate.now())
        if (answerOne(view, keys[at % keys.length]!, frame, 'server').outcome.value === true) on++
      }
      return on
    },
  }
}

/** A lease that outlasts the measurement: no refresh can end while the loop runs. */
async function warmIsolate(hasFeed: boolean): Promise<Isolate> {
  const text = renderSnapshot(exampleDocument(), [])
  const revision = await sha256Hex(text)
  const feed: Feed = { format: 1, epoch: 1, seq: 1, revision, kills: [], lowered: {} }
  const stored = new Map([
    [headKey, JSON.stringify(feed)],
    [snapshotKey(revision), text],
  ])
  const relay: RelayRpc = {
    read: async () => ({ feed, ageMs: 0 }),
    sighted: async () => {},
    snapshotPart: async () => null,
    push: async () => feed.seq,
  }
  const relays = { getByName: () => relay, idFromName: (name: string) => name }
  const env = { FLAGS_KV: { get: async (key: string) => stored.get(key) ?? null }, AUTH: 'off' }
  const policy = { ...defaultPolicy, leaseMs: 600_000, revalidateMs: 600_000 }
  const isolate = createIsolate(hasFeed ? { ...env, RELAYS: relays } : env, { createHasher, policy })
  await viewFor(isolate, ignore)
  return isolate
}

const exampleDocument = () => JSON.parse(readFileSync(new URL('../../examples/flags.json', import.meta.url), 'utf8'))
const flagKeys = (): string[] => Object.keys(exampleDocument().flags)
