// The tables of incidents and what stands around them: deployments, cascades, hotfixes, and everything that is sent. As in
// schema.ts: columns are only ever added, docs/storage.md explains each one, times are Unix milliseconds.

import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** What went live where. Never deleted: it is what a cascade takes back, and what a post-mortem tells. */
export const deployments = sqliteTable(
  'deployments',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    system: text('system').notNull(),
    version: text('version').notNull(),
    previous: text('previous'),
    flags: text('flags', { mode: 'json' }).$type<readonly string[]>().notNull(),
    status: text('status', { enum: ['announced', 'live', 'observed', 'stable', 'rolled-back', 'abandoned'] }).notNull(),
    /** Id of the channel whose webhook takes it back; null where there is none. */
    rollbackHook: text('rollback_hook'),
    hotfix: text('hotfix'),
    link: text('link'),
    by: text('by').notNull(),
    announcedAt: integer('announced_at').notNull(),
    liveAt: integer('live_at'),
    /** When telemetry of its system was first seen after it went live. */
    observedAt: integer('observed_at'),
    endedAt: integer('ended_at'),
    why: text('why'),
    dueAt: integer('due_at'),
  },
  (table) => [
    index('deployments_by_system').on(table.system, table.position),
    index('deployments_by_status').on(table.status, table.dueAt),
  ],
)

/** Failures of each system by hour: what a cascade is held against. Kept for 15 days. */
export const systemHours = sqliteTable(
  'system_hours',
  {
    system: text('system').notNull(),
    /** Hours since 1970. */
    hour: integer('hour').notNull(),
    units: integer('units').notNull(),
    failing: integer('failing').notNull(),
  },
  (table) => [primaryKey({ columns: [table.system, table.hour] })],
)

/** Systems that are watched for a cascade now, with the evidence so far. */
export const watches = sqliteTable('watches', {
  system: text('system').primaryKey(),
  /** When the newest change that it is watched for went live. */
  since: integer('since').notNull(),
  cursor: integer('cursor').notNull(),
  /** JSON: baseline and evidence; null until the hour before is known. */
  state: text('state'),
  alarmedAt: integer('alarmed_at'),
})

/** Cascades that were acted on, with the evidence as it was. Never deleted. */
export const cascades = sqliteTable('cascades', {
  position: integer('position').primaryKey({ autoIncrement: true }),
  id: text('id').notNull().unique(),
  at: integer('at').notNull(),
  incident: text('incident').notNull(),
  systems: text('systems', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** JSON: each system's baseline, rate and evidence. */
  evidence: text('evidence').notNull(),
  /** JSON: what was taken back, and what could not be. */
  reverted: text('reverted').notNull(),
})

/** People who answer for incidents. */
export const responders = sqliteTable('responders', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  email: text('email'),
  phone: text('phone'),
  slack: text('slack'),
  /** 1 is paged first; null is never paged by itself. */
  rank: integer('rank'),
})

export const incidents = sqliteTable(
  'incidents',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    title: text('title').notNull(),
    severity: integer('severity').notNull(),
    phase: text('phase', {
      enum: ['detect', 'contain', 'investigate', 'fix', 'verify', 'closed'],
    }).notNull(),
    systems: text('systems', { mode: 'json' }).$type<readonly string[]>().notNull(),
    blastRadius: text('blast_radius', { mode: 'json' }).$type<readonly string[]>().notNull(),
    /** Raised whenever its systems change: of which the blast radius was frozen. */
    blastVersion: integer('blast_version').notNull(),
    commander: text('commander'),
    /** JSON: role → responder. */
    roles: text('roles', { mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
    source: text('source', { enum: ['person', 'cascade', 'alertmanager', 'break-glass'] }).notNull(),
    /** What it was opened for, so that it is opened once: Alertmanager's groupKey, a change's id. */
    dedupe: text('dedupe'),
    /** JSON: how it was contained, fixed and verified; null before. */
    containment: text('containment'),
    fix: text('fix'),
    verification: text('verification'),
    relapses: integer('relapses').notNull(),
    /** JSON: owner and due date. */
    postMortem: text('post_mortem'),
    /** Markdown, once somebody has edited it; null while it is generated. */
    postMortemText: text('post_mortem_text'),
    openedAt: integer('opened_at').notNull(),
    openedBy: text('opened_by').notNull(),
    /** When it began for users, as far as that is known. */
    startedAt: integer('started_at'),
    closedAt: integer('closed_at'),
    /** When the next update has to be out; null where none is promised. */
    updateDueAt: integer('update_due_at'),
    /** JSON: pages so far and when the next one is due; null once somebody commands, or none is needed. */
    paging: text('paging'),
    /** JSON: what telemetry said of its systems since it began, and how verification stands. */
    measured: text('measured'),
    /** JSON: endpoints that have to answer while it is verified. */
    probes: text('probes'),
    /** When it is measured again; null before the first time. */
    measureDueAt: integer('measure_due_at'),
    /** Part of the address of its page: whoever has it may read. */
    roomKey: text('room_key').notNull(),
    timelineId: integer('timeline_id').notNull(),
    timelineHash: text('timeline_hash').notNull(),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [
    index('incidents_by_phase').on(table.phase, table.position),
    index('incidents_by_dedupe').on(table.dedupe),
  ],
)

/** What happened, append-only; each row's hash covers the row of the incident before it. */
export const incidentTimeline = sqliteTable(
  'incident_timeline',
  {
    incident: text('incident').notNull(),
    id: integer('id').notNull(),
    at: integer('at').notNull(),
    actor: text('actor').notNull(),
    kind: text('kind').notNull(),
    text: text('text').notNull(),
    /** JSON text, kept as it was hashed. */
    detail: text('detail').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [primaryKey({ columns: [table.incident, table.id] })],
)

export const hotfixes = sqliteTable(
  'hotfixes',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    incident: text('incident').notNull(),
    /** Counts within its incident. */
    number: integer('number').notNull(),
    status: text('status', {
      enum: ['open', 'implemented', 'suite-passed', 'rolling', 'verified', 'done', 'abandoned'],
    }).notNull(),
    author: text('author').notNull(),
    approver: text('approver'),
    /** JSON: problem, hypothesis, fix, components, tasks, diff, suite, regression test. */
    facts: text('facts').notNull(),
    flag: text('flag'),
    rollout: text('rollout'),
    openedAt: integer('opened_at').notNull(),
    endedAt: integer('ended_at'),
    changedAt: integer('changed_at').notNull(),
  },
  (table) => [index('hotfixes_by_incident').on(table.incident, table.number)],
)

/** Where notifications, pages and hooks go. */
export const channels = sqliteTable('channels', {
  id: text('id').primaryKey(),
  type: text('type').notNull(),
  audiences: text('audiences', { mode: 'json' }).$type<readonly string[]>().notNull(),
  /** Its place among the channels that page; null where it does not. */
  pagingRank: integer('paging_rank'),
  /** JSON: events and systems of a hook; null where it is none. */
  hook: text('hook'),
  /** JSON of its type, without secrets. */
  settings: text('settings').notNull(),
  /** JSON: name → secret. Never shown, logged or audited. */
  secrets: text('secrets').notNull(),
  /** Why nothing is sent through it any more; null while it is used. */
  disabled: text('disabled'),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  changedAt: integer('changed_at').notNull(),
})

/** The outbox. Written in the transaction of the change that it tells; never deleted. */
export const notifications = sqliteTable(
  'notifications',
  {
    position: integer('position').primaryKey({ autoIncrement: true }),
    /** SHA-256 of incident, audience, channel and seq: what providers recognise a repetition by. */
    key: text('key').notNull().unique(),
    incident: text('incident'),
    audience: text('audience').notNull(),
    channel: text('channel').notNull(),
    seq: integer('seq').notNull(),
    purpose: text('purpose', { enum: ['page', 'update', 'hook', 'test'] }).notNull(),
    status: text('status', {
      enum: ['awaiting-approval', 'pending', 'sending', 'unknown', 'sent', 'superseded', 'dead', 'withdrawn'],
    }).notNull(),
    /** JSON of the message, of no provider yet. */
    message: text('message').notNull(),
    attempts: integer('attempts').notNull(),
    dueAt: integer('due_at').notNull(),
    createdAt: integer('created_at').notNull(),
    endedAt: integer('ended_at'),
    lastError: text('last_error'),
    /** JSON: what the provider calls it. */
    receipt: text('receipt'),
    /** Key of the page that took its place when this one was dead. */
    fellTo: text('fell_to'),
  },
  (table) => [
    index('notifications_by_status').on(table.status, table.dueAt),
    index('notifications_by_incident').on(table.incident, table.position),
    index('notifications_by_channel').on(table.channel, table.position),
  ],
)
