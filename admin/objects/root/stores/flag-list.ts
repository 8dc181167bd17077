// Flags one by one and in lists: the columns of the flags that are, or of those that were archived, joined with what else is
// known about them. Both have the same columns, so that every filter and every order holds for both.

import { and, type SQL, sql } from 'drizzle-orm'
import { flagKinds } from '../../../../domain/flag/flag-document.ts'
import { effectiveExpiry } from '../../../../domain/lifecycle/expiry.ts'
import type { FlagSummary } from '../../../../protocol/admin-flag.ts'
import type { Page } from '../../../../protocol/admin-records.ts'
import { type FlagFacts, summarizeFlag } from '../../../flags/summarize-flag.ts'
import type { Db } from '../database.ts'
import { keysetOf, type Order, pageOf } from '../list-page.ts'
import type { ListQuery, Place } from '../list-query.ts'
import { archivedFlags, definitions, drills, flags, flagUsage, kills, revisions, systems } from '../schema.ts'
import { type FlagRow, factsOf } from './flag-facts.ts'
import { readReporting } from './usage-rows.ts'

const expiry = (kind: SQL, createdAt: SQL): SQL => {
  const cases = flagKinds.flatMap((name) => {
    const lifeMs = effectiveExpiry(name, 0, null)
    return lifeMs === null ? [] : [sql`WHEN ${name} THEN ${createdAt} + ${lifeMs}`]
  })
  return sql`CASE ${kind} ${sql.join(cases, sql` `)} END`
}
const needsApproval = (own: SQL, system: SQL): SQL =>
  sql`max(${own}, EXISTS (SELECT 1 FROM ${systems} s WHERE s.id = ${system} AND s.approval))`
const lastEvaluated = (key: SQL): SQL => sql`(SELECT max(last_at) FROM ${flagUsage} u WHERE u.key = ${key})`

const present = sql`
  SELECT f.key, f.definition, f.state, f.type, f.kind, f.owner, f.system, f.client_side AS clientSide,
    ${needsApproval(sql`f.approval`, sql`f.system`)} AS approval, f.created_at AS createdAt,
    (SELECT at FROM ${revisions} WHERE number = f.changed_number) AS changedAt, f.changed_number AS changedIn,
    coalesce(f.expires_at, ${expiry(sql`f.kind`, sql`f.created_at`)}) AS expiresAt,
    ${lastEvaluated(sql`f.key`)} AS lastEvaluatedAt, NULL AS archivedBy
  FROM ${flags} f`

/** What a definition says, for those that are no longer in the table of flags. */
const settings = (name: string): SQL => sql.raw(`d.text->>'$.fuseboard.${name}'`)
const archived = sql`
  SELECT a.key, a.definition, coalesce(d.text->>'$.state', 'DISABLED') AS state,
    CASE (SELECT type FROM json_each(d.text, '$.variants') LIMIT 1)
      WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' WHEN 'object' THEN 'object'
      ELSE 'boolean' END AS type,
    ${settings('kind')} AS kind, ${settings('owner')} AS owner, ${settings('system')} AS system,
    coalesce(${settings('clientSide')}, 0) AS clientSide,
    ${needsApproval(sql`coalesce(${settings('approval')}, 0)`, settings('system'))} AS approval,
    a.created_at AS createdAt, a.at AS changedAt, a.number AS changedIn,
    coalesce(CAST(round(unixepoch(${settings('expiresAt')}, 'subsec') * 1000) AS INTEGER),
      ${expiry(settings('kind'), sql`a.created_at`)}) AS expiresAt,
    ${lastEvaluated(sql`a.key`)} AS lastEvaluatedAt, a.by AS archivedBy
  FROM ${archivedFlags} a LEFT JOIN ${definitions} d ON d.hash = a.definition`

/** Flags that never expire come after those that do; those that nobody has evaluated, before those that somebody has. */
const order: Order = {
  by: {
    key: sql`key`,
    createdAt: sql`createdAt`,
    changedAt: sql`changedAt`,
    expiresAt: sql`coalesce(expiresAt, ${Number.MAX_SAFE_INTEGER})`,
    lastEvaluatedAt: sql`coalesce(lastEvaluatedAt, 0)`,
  },
  tie: sql`key`,
}

const inForce = sql`EXISTS (SELECT 1 FROM ${kills} k WHERE k.lifted_at IS NULL
  AND (k.kind = 'all' OR (k.kind = 'flag' AND k.name = list.key) OR (k.kind = 'system' AND k.name = list.system)))`
const drilled = sql`EXISTS (SELECT 1 FROM ${drills} r WHERE r.key = list.key)`
const isTrue = (text: string): number => (text === 'true' ? 1 : 0)

const conditions: Readonly<Record<string, (text: string) => SQL>> = {
  kind: (text) => sql`kind = ${text}`,
  owner: (text) => sql`owner = ${text}`,
  system: (text) => sql`system = ${text}`,
  state: (text) => sql`state = ${text}`,
  type: (text) => sql`type = ${text}`,
  clientSide: (text) => sql`clientSide = ${isTrue(text)}`,
  approval: (text) => sql`approval = ${isTrue(text)}`,
  killed: (text) => sql`${inForce} = ${isTrue(text)}`,
  drilled: (text) => (text === 'never' ? sql`NOT ${drilled}` : drilled),
}

type PlacedRow = FlagRow & { readonly sortValue: string | number }

function readRows(db: Db, query: ListQuery, where: SQL | undefined): PlacedRow[] {
  const keyset = keysetOf(order, query)
  const source = query.filters.archived === 'true' ? archived : present
  const all = and(sql`true`, keyset.where, where)
  return db.all<PlacedRow>(sql`
    SELECT *, ${keyset.value} AS sortValue FROM (${source}) AS list
    WHERE ${all} ORDER BY ${keyset.orderBy} LIMIT ${query.limit}`)
}

/** Rows read at first, and how many at most: what only a computed answer tells is looked for in ever larger steps. */
const firstStep = 500
const maxStep = 8_000

export function listFlags(db: Db, query: ListQuery, nowMs: number): Page<FlagSummary> {
  const given = Object.entries(query.filters).flatMap(([name, text]) => {
    return Object.hasOwn(conditions, name) ? [conditions[name]!(text)] : []
  })
  const where = and(...given)
  const reporting = readReporting(db)
  const found: { summary: FlagSummary; place: Place }[] = []
  const isSifted = query.filters.stale !== undefined || query.filters.q !== undefined
  let limit = isSifted ? firstStep : query.limit + 1
  let { after } = query
  while (found.length <= query.limit) {
    const rows = readRows(db, { ...query, limit, ...(after !== undefined && { after }) }, where)
    const named = rows.filter(({ key }) => isNamed(key, query.filters.q))
    const facts = factsOf(db, named, nowMs)
    for (const [i, row] of named.entries()) {
      const summary = summarizeFlag(facts[i] as FlagFacts, reporting, nowMs)
      if (isStale(summary, query.filters.stale)) found.push({ summary, place: [row.sortValue, row.key] })
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < limit) break
    after = [last.sortValue, last.key]
    limit = Math.min(limit * 2, maxStep)
  }
  return pageOf(
    found,
    query,
    ({ summary }) => summary,
    ({ place }) => place,
  )
}

const isNamed = (key: string, part: string | undefined): boolean =>
  part === undefined || key.toLowerCase().includes(part.toLowerCase())

function isStale({ stale }: FlagSummary, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  if (wanted === 'true' || wanted === 'false') return stale.length > 0 === (wanted === 'true')
  return (stale as readonly string[]).includes(wanted)
}

export interface FoundFlag {
  readonly summary: FlagSummary
  /** Hash of its definition: its ETag. */
  readonly definition: string
}

export function findFlag(db: Db, key: string, nowMs: number): FoundFlag | undefined {
  const row = db.get<FlagRow | undefined>(sql`SELECT * FROM (${present}) AS list WHERE key = ${key}`)
  if (row === undefined) return undefined
  const facts = factsOf(db, [row], nowMs)[0] as FlagFacts
  return { summary: summarizeFlag(facts, readReporting(db), nowMs), definition: row.definition }
}
