// The tables of the root object; those of incidents are in incident-schema.ts. Columns are only ever added, by a new
// migration; docs/storage.md explains each one. Times are Unix milliseconds. Rows of `revisions`, `flag_history`, `kills`,
// `audit` and `feed_log` are never deleted.

import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** One row: where this deployment stands. Invariant: (epoch, seq) only grows, and one pair names one feed for ever. */
export const position = sqliteTable('position', {
  id: integer('id').primaryKey(),
  epoch: integer('epoch').notNull(),
  seq: integer('seq').notNull(),
  committedNumber: integer('committed_number').notNull(),
  publishedNumber: integer('published_number').notNull(),
  mirroredEpoch: integer('mirrored_epoch').notNull(),
  mirroredSeq: integer('mirrored_seq').notNull(),
  mirroredAt: integer('mirrored_at').notNull(),
  auditId: integer('audit_id').notNull(),
  auditHash: text('audit_hash').notNull(),
  bornAt: integer('born_at').notNull(),
  tidiedAt: integer('tidied_at').notNull(),
})

/** One row, rewritten for every round of pulls: the proof that this root may still write. */
export const heartbeat = sqliteTable('heartbeat', {
  id: integer('id').primaryKey(),
  beats: integer('beats').notNull(),
})

export const revisions = sqliteTable(
  'revisions',
  {
    number: integer('number').primaryKey(),
    revision: text('revision').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    reason: text('reason').notNull(),
    flags: integer('flags').notNull(),
    changed: integer('changed').notNull(),
    rolledBackTo: integer('rolled_back_to'),
    publishedSeq: integer('published_seq'),
    publishedAt: integer('published_at'),
  },
  (table) => [index('revisions_by_hash').on(table.revision)],
)

/** Texts under their own hash, staged before a commit names them: until then they mean nothing. */
export const snapshots = sqliteTable('snapshots', {
  revision: text('revision').primaryKey(),
  parts: integer('parts').notNull(),
  documentOffset: integer('document_offset').notNull(),
  chars: integer('chars').notNull(),
  stagedAt: integer('staged_at').notNull(),
})

/** One SQLite row holds 2 MB at most, a snapshot may have 25 MiB. */
export const snapshotParts = sqliteTable(
  'snapshot_parts',
  { revision: text('revision').notNull(), part: integer('part').notNull(), text: text('text').notNull() },
  (table) => [primaryKey({ columns: [table.revision, table.part] })],
)

/** A flag's definition with the fragments it refers to, under its hash. Null text: too large to keep for diffs. */
export const definitions = sqliteTable('definitions', {
  hash: text('hash').primaryKey(),
  text: text('text'),
  stagedAt: integer('staged_at').notNull(),
})

/** What a commit is about to change, handed in beforehand: a message between objects holds less than a document may. */
export const stagedChanges = sqliteTable(
  'staged_changes',
  {
    plan: text('plan').notNull(),
    batch: integer('batch').notNull(),
    /** JSON list of changes. */
    rows: text('rows').notNull(),
    stagedAt: integer('staged_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.plan, table.batch] })],
)

/** The flags of the committed document, with what lists filter and sort by. */
export const flags = sqliteTable('flags', {
  key: text('key').primaryKey(),
  system: text('system'),
  definition: text('definition').notNull(),
  state: text('state', { enum: ['ENABLED', 'DISABLED'] })
    .notNull()
    .default('ENABLED'),
  type: text('type', { enum: ['boolean', 'string', 'number', 'object'] })
    .notNull()
    .default('boolean'),
  kind: text('kind'),
  owner: text('owner'),
  clientSide: integer('client_side', { mode: 'boolean' }).notNull().default(false),
  approval: integer('approval', { mode: 'boolean' }).notNull().default(false),
  createdAt: integer('created_at').notNull().default(0),
  expiresAt: integer('expires_at'),
  changedNumber: integer('changed_number').notNull().default(0),
})

/** Flags that were taken out of the document, with where their last definition is. A flag that comes back loses its row. */
export const archivedFlags = sqliteTable('archived_flags', {
  key: text('key').primaryKey(),
  definition: text('definition').notNull(),
  createdAt: integer('created_at').notNull(),
  number: integer('number').notNull(),
  at: integer('at').notNull(),
  by: text('by').notNull(),
  reason: text('reason').notNull(),
})

/** One row per flag and revision that changed it. */
export const flagHistory = sqliteTable(
  'flag_history',
  {
    key: text('key').notNull(),
    number: integer('number').notNull(),
    change: text('change', { enum: ['added', 'removed', 'changed'] }).notNull(),
    definition: text('definition'),
    system: text('system'),
    lowers: integer('lowers', { mode: 'boolean' }).notNull(),
    /** Whether somebody may gain it, also where that cannot be told; null for changes from before this was noted. */
    raises: integer('raises', { mode: 'boolean' }),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.number] }),
    index('flag_history_by_number').on(table.number, table.key),
    index('flag_history_by_system').on(table.system, table.number),
  ],
)

export const kills = sqliteTable(
  'kills',
  {
    seq: integer('seq').primaryKey(),
    id: text('id').notNull().unique(),
    kind: text('kind', { enum: ['flag', 'system', 'all'] }).notNull(),
    name: text('name').notNull(),
    reason: text('reason').notNull(),
    incident: text('incident'),
    by: text('by').notNull(),
    at: integer('at').notNull(),
    liftedAt: integer('lifted_at'),
    liftedBy: text('lifted_by'),
    liftedSeq: integer('lifted_seq'),
    liftReason: text('lift_reason'),
  },
  (table) => [index('kills_by_target').on(table.kind, table.name)],
)

/** Flags that a published revision lowered, with the seq that did it. */
export const lowered = sqliteTable('lowered', {
  key: text('key').primaryKey(),
  seq: integer('seq').notNull(),
  at: integer('at').notNull(),
})

/** What still has to reach KV. A row goes when KV has acknowledged. */
export const publishes = sqliteTable('publishes', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  /** snapshot: write `snapshot/<revision>`, then name it. head: mirror the feed. retire: give an old snapshot its end. */
  kind: text('kind', { enum: ['snapshot', 'head', 'retire'] }).notNull(),
  /** The revision number; for `head` the seq. */
  subject: integer('subject').notNull(),
  at: integer('at').notNull(),
  attempts: integer('attempts').notNull(),
  dueAt: integer('due_at').notNull(),
  lastError: text('last_error'),
})

/** Every change of the feed. `colos` are the locations that were asking when it was committed. */
export const feedLog = sqliteTable('feed_log', {
  seq: integer('seq').primaryKey(),
  epoch: integer('epoch').notNull(),
  at: integer('at').notNull(),
  cause: text('cause', { enum: ['kill', 'lift', 'publish', 'epoch', 'lower'] }).notNull(),
  subject: text('subject').notNull(),
  colos: text('colos', { mode: 'json' }).$type<readonly string[]>().notNull(),
})

/** Isolates of one location that saw a seq for the first time, as relays gathered them. */
export const receipts = sqliteTable(
  'receipts',
  {
    seq: integer('seq').notNull(),
    colo: text('colo').notNull(),
    lastMs: integer('last_ms').notNull(),
    firstMs: integer('first_ms').notNull(),
    isolates: integer('isolates').notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.colo, table.lastMs] })],
)

export const tokens = sqliteTable('tokens', {
  position: integer('position').primaryKey({ autoIncrement: true }),
  id: text('id').notNull().unique(),
  name: text('name').notNull(),
  scopes: text('scopes', { mode: 'json' }).$type<readonly string[]>().notNull(),
  hash: text('hash').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at'),
  revokedAt: integer('revoked_at'),
  lastUsedAt: integer('last_used_at'),
})

/** Keys of evaluators' callers. Their hashes travel in the snapshot; this is who made them and when. */
export const evaluationKeys = sqliteTable('evaluation_keys', {
  position: integer('position').primaryKey({ autoIncrement: true }),
  id: text('id').notNull().unique(),
  name: text('name').notNull(),
  kind: text('kind', { enum: ['server', 'client', 'telemetry'] }).notNull(),
  hash: text('hash').notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  expiresAt: integer('expires_at'),
  revokedAt: integer('revoked_at'),
})

export const systems = sqliteTable('systems', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  owner: text('owner').notNull(),
  paths: text('paths', { mode: 'json' }).$type<readonly string[]>().notNull(),
  dependsOn: text('depends_on', { mode: 'json' }).$type<readonly string[]>().notNull(),
  critical: integer('critical', { mode: 'boolean' }).notNull(),
  approval: integer('approval', { mode: 'boolean' }).notNull().default(false),
})

/** Changes that wait for a second person, and those that broke the glass and wait for their review. Never deleted. */
export const changes = sqliteTable(
  'changes',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    kind: text('kind', { enum: ['approval', 'break-glass'] }).notNull(),
    status: text('status', {
      enum: ['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'applied', 'reviewed', 'undone'],
    }).notNull(),
    /** JSON of the document edit. */
    edit: text('edit').notNull(),
    /** JSON of the edit that takes it back: also what the edited parts were, for whoever approves later. */
    undo: text('undo'),
    /** JSON of what it does to each flag, as it was shown. */
    effects: text('effects').notNull(),
    base: integer('base').notNull(),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: integer('at').notNull(),
    /** When a pending change expires, or unreviewed break-glass is taken back. */
    expiresAt: integer('expires_at').notNull(),
    decidedAt: integer('decided_at'),
    decidedBy: text('decided_by'),
    decision: text('decision'),
    /** The revision number that it became. */
    number: integer('number'),
  },
  (table) => [index('changes_by_status').on(table.status, table.expiresAt)],
)

/** Policies that rollouts were started with or that somebody declared, under their own hash: one never changes. */
export const policies = sqliteTable(
  'policies',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    hash: text('hash').notNull().unique(),
    name: text('name').notNull(),
    /** Canonical JSON. */
    policy: text('policy').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [index('policies_by_name').on(table.name, table.position)],
)

/** Guarded rollouts. One of a flag runs at a time; rows are never deleted. */
export const rollouts = sqliteTable(
  'rollouts',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    key: text('key').notNull(),
    variant: text('variant').notNull(),
    system: text('system'),
    /** Hash of the policy. */
    policy: text('policy').notNull(),
    /** JSON: the flag as it was before. */
    base: text('base').notNull(),
    /** JSON of the state machine. */
    state: text('state').notNull(),
    status: text('status', { enum: ['draft', 'running', 'completed', 'killed', 'superseded'] }).notNull(),
    paused: integer('paused', { mode: 'boolean' }).notNull(),
    /** 0 while an ended rollout has yet to put the flag back. */
    settled: integer('settled', { mode: 'boolean' }).notNull(),
    /** Telemetry up to here is in the state. */
    cursor: integer('cursor').notNull(),
    stageStartedAt: integer('stage_started_at').notNull(),
    dueAt: integer('due_at').notNull(),
    /** Why the next stage cannot begin although every criterion passed. */
    obstacle: text('obstacle'),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    by: text('by').notNull(),
    reason: text('reason').notNull(),
    /** JSON: what is asked every half minute while it runs. */
    probes: text('probes').notNull(),
    /** JSON: failures in a row, and of which attempt; null before the first run. */
    probeStreaks: text('probe_streaks'),
  },
  (table) => [index('rollouts_by_key').on(table.key, table.position), index('rollouts_by_status').on(table.status)],
)

/** What happened to a rollout, with the evidence at that moment. Append-only. */
export const rolloutEvents = sqliteTable(
  'rollout_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    rollout: text('rollout').notNull(),
    at: integer('at').notNull(),
    kind: text('kind').notNull(),
    fromStage: integer('from_stage'),
    toStage: integer('to_stage'),
    by: text('by').notNull(),
    why: text('why').notNull(),
    /** JSON: verdict, counts, E values and policy hash; null where nothing was judged. */
    evidence: text('evidence'),
  },
  (table) => [index('rollout_events_by_rollout').on(table.rollout, table.id)],
)

/** Evaluations as the evaluators counted them, by day and variant. Kept for 90 days. */
export const flagUsage = sqliteTable(
  'flag_usage',
  {
    key: text('key').notNull(),
    /** Days since 1970. */
    day: integer('day').notNull(),
    /** "" where an answer carried no variant. */
    variant: text('variant').notNull(),
    count: integer('count').notNull(),
    lastAt: integer('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.day, table.variant] })],
)

/** Kill drills: each flag's answer in its killed state, and whether what depends on it held. */
export const drills = sqliteTable(
  'drills',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    key: text('key').notNull(),
    at: integer('at').notNull(),
    by: text('by').notNull(),
    passed: integer('passed', { mode: 'boolean' }).notNull(),
    /** JSON: what was asked and what was answered. */
    detail: text('detail').notNull(),
  },
  (table) => [index('drills_by_key').on(table.key, table.at)],
)

/** Hash-chained: each row's hash covers the row before it. */
export const audit = sqliteTable(
  'audit',
  {
    id: integer('id').primaryKey(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    /** JSON text, kept as it was hashed. */
    detail: text('detail').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [index('audit_by_actor').on(table.actor, table.id), index('audit_by_action').on(table.action, table.id)],
)

/** Answers already given, by caller and key. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    actor: text('actor').notNull(),
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    status: integer('status').notNull(),
    body: text('body').notNull(),
    at: integer('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.actor, table.key] }), index('idempotency_by_age').on(table.at)],
)
