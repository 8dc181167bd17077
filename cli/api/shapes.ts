// The doors for the admin worker's answers: unknown in, the protocol's types out. Only what commands rely on is looked at;
// members that a newer server adds are kept, so that --json shows them.

import { z } from 'zod'
import type { HeadAnswer } from '../../protocol/admin-head.ts'
import type { KillAnswer, KillRecord, LiftAnswer, ReceiptsAnswer } from '../../protocol/admin-kill.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { CommitAnswer, FlagDiff, RevisionRecord } from '../../protocol/admin-revision.ts'
import type { KillTarget } from '../../protocol/feed.ts'

const target: z.ZodType<KillTarget> = z.union([
  z.looseObject({ flag: z.string() }),
  z.looseObject({ system: z.string() }),
  z.looseObject({ all: z.literal(true) }),
])

const openBreakGlass = z.looseObject({ id: z.string(), by: z.string(), reason: z.string(), expiresAt: z.string() })

export const headShape: z.ZodType<HeadAnswer> = z.looseObject({
  epoch: z.number(),
  seq: z.number(),
  revision: z.string(),
  committedRevision: z.string(),
  kills: z.array(z.looseObject({ seq: z.number(), target })),
  lowered: z.record(z.string(), z.number()),
  publishing: z.looseObject({
    pending: z.number(),
    lastError: z.string().exactOptional(),
    since: z.string().exactOptional(),
  }),
  // Older admin workers tell nothing of broken glass.
  breakGlass: z.array(openBreakGlass).default([]),
})

const kill = z.looseObject({
  id: z.string(),
  seq: z.number(),
  target,
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  incident: z.string().exactOptional(),
})

export const killRecordShape: z.ZodType<KillRecord> = kill.extend({
  liftedAt: z.string().exactOptional(),
  liftedBy: z.string().exactOptional(),
})

const relays = z.array(
  z.union([
    z.looseObject({ region: z.string(), ackMs: z.number() }),
    z.looseObject({ region: z.string(), error: z.string() }),
  ]),
)

export const killAnswerShape: z.ZodType<KillAnswer> = kill.extend({
  already: z.boolean(),
  enforcedBy: z.string(),
  relays,
  warning: z.string().exactOptional(),
  nearest: z.array(z.string()).exactOptional(),
})

export const liftShape: z.ZodType<LiftAnswer> = z.looseObject({
  id: z.string(),
  seq: z.number(),
  liftedAt: z.string(),
  enforcedBy: z.string(),
  relays,
})

export const receiptsShape: z.ZodType<ReceiptsAnswer> = z.looseObject({
  seq: z.number(),
  committedAt: z.string(),
  elapsedMs: z.number(),
  leaseMs: z.number(),
  leasePassed: z.boolean(),
  confirmed: z.array(
    z.looseObject({ colo: z.string(), isolates: z.number(), firstMs: z.number(), lastMs: z.number() }),
  ),
  unconfirmed: z.array(z.string()),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  worstMs: z.number().nullable(),
})

export const flagChangeShape = z.looseObject({ key: z.string(), change: z.enum(['added', 'removed', 'changed']) })

export const revisionHeadShape = z.looseObject({
  revision: z.string(),
  number: z.number(),
  at: z.string(),
  by: z.string(),
  reason: z.string(),
})

export const revisionRecordShape: z.ZodType<RevisionRecord> = revisionHeadShape.extend({
  flags: z.number(),
  changed: z.number(),
  rolledBackTo: z.number().exactOptional(),
})

/** One revision with its flags. */
export const shownRevisionShape = revisionHeadShape.extend({ document: z.looseObject({}) })

export const diffShape: z.ZodType<Diff> = z.looseObject({
  from: z.string().nullable(),
  to: z.string(),
  items: z.array(flagChangeShape.extend({ lines: z.array(z.string()) })),
  next: z.string().exactOptional(),
})
export interface Diff extends Page<FlagDiff> {
  /** Null before the first revision. */
  readonly from: string | null
  readonly to: string
}

export const commitShape: z.ZodType<CommitAnswer> = z.looseObject({
  revision: z.string(),
  seq: z.number(),
  changed: z.array(flagChangeShape),
  published: z.boolean(),
})

export const pageOf = <T>(item: z.ZodType<T>): z.ZodType<Page<T>> =>
  z.looseObject({ items: z.array(item), next: z.string().exactOptional() })

export const evaluatorHealthShape = z.looseObject({
  status: z.string(),
  revision: z.string(),
  tier: z.string(),
  ageMs: z.number(),
  cause: z.string().exactOptional(),
  flags: z.number(),
  quarantined: z.array(z.looseObject({ key: z.string() })),
})
export type EvaluatorHealth = Readonly<z.infer<typeof evaluatorHealthShape>>
