// The ledger: everything that changed in production, one list over all kinds. It is the audit log, whose rows have one order
// and are never changed, with each commit told flag by flag. What a rollout writes into its own flag is told as its move.

import { type SQL, sql } from 'drizzle-orm'
import type { LedgerEntry, LedgerKind } from '../../../../protocol/admin-deployment.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { actionsOf, describeChange, type LedgerFacts } from '../../../deployments/describe-change.ts'
import type { Db } from '../database.ts'
import { deployments } from '../incident-schema.ts'
import { keysetOf, pageOf } from '../list-page.ts'
import type { ListQuery } from '../list-query.ts'
import { audit, flagHistory, flags, kills, revisions, rollouts } from '../schema.ts'

interface LedgerRow extends LedgerFacts {
  readonly id: number
  readonly tie: string
}

const isAction = (kinds: readonly LedgerKind[]): SQL => {
  const globs = kinds.flatMap((kind) => actionsOf[kind])
  return sql.join(
    globs.map((glob) => (glob.includes('*') ? sql`a.action GLOB ${glob}` : sql`a.action = ${glob}`)),
    sql` OR `,
  )
}

const allKinds = Object.keys(actionsOf) as LedgerKind[]
const isCommit = isAction(['flag'])
const place = sql`a.id`
const tie = sql`coalesce(h.key, '')`
const system = sql`CASE
  WHEN h.key IS NOT NULL THEN h.system
  WHEN ro.id IS NOT NULL THEN ro.system
  WHEN d.id IS NOT NULL THEN d.system
  WHEN k.kind = 'system' THEN k.name
  WHEN k.kind = 'flag' THEN (SELECT f.system FROM ${flags} f WHERE f.key = k.name)
  WHEN a.action GLOB 'system.*' THEN a.subject END`
const by = sql`coalesce(r.by, a.actor)`

/**
 * Rows by their place in the log, so that a page reads no more of it than it shows or passes over: by the index of actions, all
 * that fit would be gathered and sorted for each page.
 */
function select(
  db: Db,
  kinds: readonly LedgerKind[],
  conditions: readonly SQL[],
  order: SQL,
  limit: number,
): LedgerRow[] {
  const where = [sql`(${isAction(kinds)})`, sql`(NOT (${isCommit}) OR h.key IS NOT NULL)`, ...conditions]
  return db.all<LedgerRow>(sql`
    SELECT a.id AS id, ${tie} AS tie, a.at AS at, ${by} AS by, a.action AS action, a.subject AS subject,
      a.detail AS detail, ${system} AS system, h.number AS number, h.change AS change, h.lowers AS lowers,
      h.raises AS raises,
      coalesce(h.key, ro.key, CASE k.kind WHEN 'flag' THEN k.name END) AS flag
    FROM ${audit} AS a NOT INDEXED
    LEFT JOIN ${flagHistory} h ON (${isCommit}) AND h.number = a.detail->>'$.number' AND a.detail->>'$.rollout' IS NULL
    LEFT JOIN ${revisions} r ON r.number = h.number
    LEFT JOIN ${rollouts} ro ON a.action GLOB 'rollout.*' AND ro.id = a.subject
    LEFT JOIN ${deployments} d ON a.action GLOB 'deployment.*' AND d.id = a.subject
    LEFT JOIN ${kills} k ON a.action GLOB 'kill.*' AND k.id = a.subject
    WHERE ${sql.join(where, sql` AND `)}
    ORDER BY ${order} LIMIT ${limit}`)
}

/** By default newest first. Filters: `from`, `to` (times, both part of it), `kind`, `system`, `by`. */
export function listLedger(db: Db, query: ListQuery): Page<LedgerEntry> {
  const { from, to, kind, system: ofSystem, by: whose } = query.filters
  const { after, descending } = query
  const keyset = keysetOf({ by: { at: place }, tie }, query)
  const conditions = [
    from === undefined ? undefined : sql`a.at >= ${Date.parse(from)}`,
    from === undefined || !descending ? undefined : sql`a.id > ${lastBefore(db, Date.parse(from))}`,
    to === undefined ? undefined : sql`a.at <= ${Date.parse(to)}`,
    // A kill of everything is one of each system.
    ofSystem === undefined ? undefined : sql`(${system} = ${ofSystem} OR k.kind = 'all')`,
    whose === undefined ? undefined : sql`${by} = ${whose}`,
    // Said apart from the keyset, so that the log is entered at this row.
    after === undefined ? undefined : descending ? sql`a.id <= ${after[0]}` : sql`a.id >= ${after[0]}`,
    keyset.where,
  ].filter((condition) => condition !== undefined)
  const kinds = kind === undefined ? allKinds : [kind as LedgerKind]
  const rows = select(db, kinds, conditions, keyset.orderBy, query.limit + 1)
  return pageOf(rows, query, describeChange, (row) => [row.id, row.tie])
}

/** A clock that was set back by less leaves nothing out. */
const clockSlackMs = 60_000

/** The last row of the log that is surely older; found from its end, without reading the rest. */
function lastBefore(db: Db, sinceMs: number): number {
  const row = db.get<{ id: number } | undefined>(
    sql`SELECT id FROM ${audit} WHERE at < ${sinceMs - clockSlackMs} ORDER BY id DESC LIMIT 1`,
  )
  return row?.id ?? 0
}

/** More than this within the time asked for are left out, the oldest first. */
const maxRecent = 10_000

/** Everything that changed since then, newest first: what a cascade looks for its cause in. */
export function recentChanges(db: Db, sinceMs: number): readonly LedgerEntry[] {
  const since = [sql`a.id > ${lastBefore(db, sinceMs)}`, sql`a.at >= ${sinceMs}`]
  const order = sql`${place} DESC, ${tie} DESC`
  return select(db, allKinds, since, order, maxRecent).map(describeChange)
}
