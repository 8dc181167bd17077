// What a commit is about to write, handed in ahead of it. It means nothing until a commit names it, and what none names is
// removed by the daily tidying.

import { eq, lt, type SQL, sql } from 'drizzle-orm'
import type { PlannedChange, PlannedDefinition } from '../../../flags/plan-change.ts'
import type { Db } from '../database.ts'
import { archivedFlags, definitions, flagHistory, stagedChanges } from '../schema.ts'

/** Changes of one batch. As JSON they have to fit a row, which holds 2 MB at most. */
export const changesPerBatch = 1_000

export function stageChanges(db: Db, plan: string, batch: number, changes: readonly PlannedChange[], at: number): void {
  const rows = JSON.stringify(changes)
  db.insert(stagedChanges)
    .values({ plan, batch, rows, stagedAt: at })
    .onConflictDoUpdate({ target: [stagedChanges.plan, stagedChanges.batch], set: { rows } })
    .run()
}

/** For a FROM clause: one row per change of a plan, its JSON in `value`. Ends in a WHERE that may go on with AND. */
export const stagedRows = (plan: string): SQL =>
  sql`${stagedChanges}, json_each(${stagedChanges.rows}) WHERE ${stagedChanges.plan} = ${plan}`

export function countStaged(db: Db, plan: string): number {
  const counted = db.get<{ rows: number }>(sql`SELECT count(*) AS rows FROM ${stagedRows(plan)}`)
  return counted.rows
}

/** Keys of the flags that a plan takes from somebody. */
export function stagedLowered(db: Db, plan: string): string[] {
  const rows = db.all<{ key: string }>(
    sql`SELECT value->>'key' AS key FROM ${stagedRows(plan)} AND value->>'lowers' = 1`,
  )
  return rows.map(({ key }) => key)
}

/** Of a row of `stagedRows`: whether somebody may get the flag who does not have it. */
export const stagedRaises = sql`(value->>'raises' = 1 OR value->>'$.exposure.direction' = 'unknown')`

/** Keys of the flags that somebody may get by a plan who does not have them. */
export function stagedRaised(db: Db, plan: string): string[] {
  const rows = db.all<{ key: string }>(sql`SELECT value->>'key' AS key FROM ${stagedRows(plan)} AND ${stagedRaises}`)
  return rows.map(({ key }) => key)
}

/** What decides whether a change needs a second person. Booleans are 0 or 1. */
export interface StagedGuard {
  readonly key: string
  readonly raises: number
  /** Either version of the flag asks for a second person. */
  readonly approval: number
  /** The new one does. */
  readonly approvalAfter: number
  readonly system: string | null
  readonly systemBefore: string | null
  /** What the last version of a flag that was archived says; null where it was not. One too large to keep counts as asking. */
  readonly archivedApproval: number | null
  readonly archivedSystem: string | null
}

/** Of a plan's changes that leave a flag behind: those that raise it, and those that may loosen who has to agree. */
export function stagedGuards(db: Db, plan: string): StagedGuard[] {
  const archived = (column: SQL): SQL => sql`
    (SELECT ${column} FROM ${archivedFlags} JOIN ${definitions} ON hash = ${archivedFlags.definition}
    WHERE ${archivedFlags.key} = value->>'key')`
  return db.all<StagedGuard>(sql`
    SELECT value->>'key' AS key, ${stagedRaises} AS raises, value->>'approval' AS approval,
      value->>'$.columns.approval' AS approvalAfter, value->>'system' AS system, value->>'systemBefore' AS systemBefore,
      ${archived(sql`coalesce(${definitions.text}->>'$.fuseboard.approval', ${definitions.text} IS NULL)`)}
        AS archivedApproval,
      ${archived(sql`${definitions.text}->>'$.fuseboard.system'`)} AS archivedSystem
    FROM ${stagedRows(plan)} AND value->>'definition' IS NOT NULL
      AND (${stagedRaises} OR value->>'approval' = 1 OR value->>'systemBefore' IS NOT NULL OR value->>'change' = 'added')`)
}

export interface StagedFacts {
  readonly key: string
  readonly system: string | null
  readonly expiresAt: number | null
}

/** Of the flags that a plan leaves behind. */
export function stagedFacts(db: Db, plan: string): StagedFacts[] {
  return db.all<StagedFacts>(sql`
    SELECT value->>'key' AS key, value->>'system' AS system, value->>'$.columns.expiresAt' AS expiresAt
    FROM ${stagedRows(plan)} AND value->>'definition' IS NOT NULL`)
}

export const forgetPlan = (db: Db, plan: string): void => {
  db.delete(stagedChanges).where(eq(stagedChanges.plan, plan)).run()
}

/** Characters of definitions that go into one statement as JSON, which may be several times as many bytes. */
const charsPerStatement = 128 * 1024

export function stageDefinitions(db: Db, list: readonly PlannedDefinition[], at: number): void {
  let batch: PlannedDefinition[] = []
  let chars = 0
  for (const definition of list) {
    const length = definition.text?.length ?? 0
    if (length > charsPerStatement) {
      stageLarge(db, definition, at)
      continue
    }
    if (chars + length > charsPerStatement) {
      stageSmall(db, batch, at)
      batch = []
      chars = 0
    }
    batch.push(definition)
    chars += length + definition.hash.length
  }
  stageSmall(db, batch, at)
}

function stageSmall(db: Db, batch: readonly PlannedDefinition[], at: number): void {
  if (batch.length === 0) return
  db.run(sql`
    INSERT INTO ${definitions} (hash, text, staged_at)
    SELECT value->>'hash', value->>'text', ${at} FROM json_each(${JSON.stringify(batch)}) WHERE true
    ON CONFLICT (hash) DO UPDATE SET staged_at = excluded.staged_at`)
}

function stageLarge(db: Db, { hash, text }: PlannedDefinition, at: number): void {
  db.insert(definitions)
    .values({ hash, text, stagedAt: at })
    .onConflictDoUpdate({ target: definitions.hash, set: { stagedAt: at } })
    .run()
}

/** Canonical JSON of a definition; null where it was too large to keep. */
export function definitionText(db: Db, hash: string): string | null {
  const row = db.select({ text: definitions.text }).from(definitions).where(eq(definitions.hash, hash)).get()
  return row?.text ?? null
}

/** Removes what no commit ever named. */
export function forgetUnnamed(db: Db, stagedBefore: number): void {
  db.delete(stagedChanges).where(lt(stagedChanges.stagedAt, stagedBefore)).run()
  db.run(sql`
    DELETE FROM ${definitions} WHERE ${definitions.stagedAt} < ${stagedBefore} AND ${definitions.hash} NOT IN
    (SELECT ${flagHistory.definition} FROM ${flagHistory} WHERE ${flagHistory.definition} IS NOT NULL)`)
}
