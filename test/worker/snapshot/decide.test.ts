// The failure table, cell by cell. `strict` and `standard` say what a flag of that kind is served from.

import { describe, expect, it } from 'vitest'
import { type Decision, decide, type Evidence } from '../../../worker/snapshot/decide.ts'
import { defaultPolicy } from '../../../worker/snapshot/policy.ts'

const now = 1_000_000_000
const { leaseMs, maxStaleMs, revalidateMs } = defaultPolicy

/** All is well: the feed spoke 100 ms ago, KV a second ago. */
const healthy: Evidence = {
  feedAsOfMs: now - 100,
  hasFeed: true,
  kvReadAtMs: now - 1_000,
  kvFailure: undefined,
  outdatedSinceMs: undefined,
}

type Row = [name: string, evidence: Partial<Evidence>, expected: Partial<Decision>]

const served = { standardServed: true, strictServed: true }
const standardOnly = { standardServed: true, strictServed: false }
const off = { standardServed: false, strictServed: false }

const feedDown = { feedAsOfMs: now - leaseMs - 1 }
const noFeed = { feedAsOfMs: undefined, hasFeed: false }
const kvDown = { kvFailure: 'kv_failed', kvReadAtMs: now - 60_000 } as const
const kvTooOld = { kvFailure: 'kv_failed', kvReadAtMs: now - maxStaleMs - 1 } as const

const cells: Row[] = [
  ['feed ok, KV ok', {}, { ...served, cause: undefined, degraded: false, refresh: 'none', ageMs: 100 }],
  [
    'feed ok, KV down, last known good within S_max',
    kvDown,
    { ...served, cause: 'kv_failed', degraded: false, refresh: 'background', ageMs: 100 },
  ],
  [
    'feed ok, KV down, last known good beyond S_max',
    kvTooOld,
    { ...off, cause: 'kv_failed', degraded: false, refresh: 'blocking' },
  ],
  [
    'feed down, KV ok',
    feedDown,
    { ...standardOnly, cause: 'feed_lapsed', degraded: true, refresh: 'none', ageMs: 1_000 },
  ],
  [
    'feed down, KV down, last known good within S_max',
    { ...feedDown, ...kvDown },
    { ...standardOnly, cause: 'feed_lapsed', degraded: true, refresh: 'background', ageMs: 60_000 },
  ],
  [
    'feed down, KV down, last known good beyond S_max',
    { ...feedDown, ...kvTooOld },
    { ...off, cause: 'kv_failed', degraded: true, refresh: 'blocking' },
  ],
  [
    'a feed that never spoke, KV ok',
    { feedAsOfMs: undefined },
    { ...standardOnly, cause: 'feed_lapsed', degraded: true, ageMs: 1_000 },
  ],
  ['no feed at all, KV ok', noFeed, { ...standardOnly, cause: undefined, degraded: false, ageMs: 1_000 }],
  ['no feed at all, KV down', { ...noFeed, ...kvDown }, { ...standardOnly, cause: 'kv_failed', degraded: false }],
  ['no feed at all, KV down too long', { ...noFeed, ...kvTooOld }, { ...off, cause: 'kv_failed' }],
  [
    'cold, nothing read yet',
    { ...noFeed, kvReadAtMs: undefined },
    { ...off, cause: 'no_snapshot', refresh: 'blocking', ageMs: 0 },
  ],
  [
    'cold, KV down',
    { ...noFeed, kvReadAtMs: undefined, kvFailure: 'kv_timeout' },
    { ...off, cause: 'kv_timeout', refresh: 'blocking', ageMs: 0 },
  ],
  ['cold, feed ok', { kvReadAtMs: undefined }, { ...off, cause: 'no_snapshot', refresh: 'blocking' }],
]

describe('the failure table', () => {
  it.each(cells)('%s', (_name, evidence, expected) => {
    expect(decide(now, { ...healthy, ...evidence }, defaultPolicy)).toMatchObject(expected)
  })
})

const edges: Row[] = [
  ['the lease holds to its last millisecond', { feedAsOfMs: now - leaseMs }, served],
  ['and not one longer', { feedAsOfMs: now - leaseMs - 1 }, standardOnly],
  ['the last known good holds to the last millisecond of S_max', { ...kvDown, kvReadAtMs: now - maxStaleMs }, served],
  ['and not one longer', kvTooOld, off],
  ['KV is not asked again within its time', { kvReadAtMs: now - revalidateMs }, { refresh: 'none' }],
  ['and is, behind the answer, after it', { kvReadAtMs: now - revalidateMs - 1 }, { ...served, refresh: 'background' }],
  [
    'an isolate that slept beyond S_max asks before it answers, though nothing failed',
    { kvReadAtMs: now - maxStaleMs - 1 },
    { ...off, cause: 'snapshot_too_old', refresh: 'blocking' },
  ],
  ['a snapshot outdated for S_max is served', { outdatedSinceMs: now - maxStaleMs }, served],
  [
    'one outdated for longer is off, though KV answers',
    { outdatedSinceMs: now - maxStaleMs - 1 },
    { ...off, cause: 'revision_outdated' },
  ],
  [
    'what KV fails with is named before that the revision is outdated',
    { ...kvTooOld, outdatedSinceMs: now - maxStaleMs - 1 },
    { ...off, cause: 'kv_failed' },
  ],
  ['a clock that stepped back makes no age negative', { kvReadAtMs: now + 5_000, ...noFeed }, { ageMs: 0 }],
]

describe('at the edges', () => {
  it.each(edges)('%s', (_name, evidence, expected) => {
    expect(decide(now, { ...healthy, ...evidence }, defaultPolicy)).toMatchObject(expected)
  })
})

const strictEdges: Row[] = [
  ['serves what was read in time', { kvReadAtMs: now - revalidateMs }, { ...served, refresh: 'none' }],
  [
    'serves nothing older before it is read again',
    { kvReadAtMs: now - revalidateMs - 1 },
    { ...off, cause: 'snapshot_too_old', refresh: 'blocking' },
  ],
  [
    'serves nothing once a read failed',
    { kvReadAtMs: now - 1, kvFailure: 'kv_failed' },
    { ...off, cause: 'kv_failed', refresh: 'blocking' },
  ],
  ['serves nothing from an outdated revision', { outdatedSinceMs: now - 1 }, { ...off, cause: 'revision_outdated' }],
]

describe('S_max = 0', () => {
  it.each(strictEdges)('%s', (_name, evidence, expected) => {
    expect(decide(now, { ...healthy, ...evidence }, { ...defaultPolicy, maxStaleMs: 0 })).toMatchObject(expected)
  })
})
