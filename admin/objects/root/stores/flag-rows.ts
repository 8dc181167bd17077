// The flags of the committed document, and the history of every flag: one row per revision that changed it. A diff of two
// revisions is read from the history alone, so no document has to be loaded for it.

import { and, asc, desc, eq, gt, isNotNull, lte, sql } from 'drizzle-orm'
import type { FlagChangeKind } from '../../../../protocol/admin-revision.ts'
import type { Db } from '../database.ts'
import { archivedFlags, flagHistory, flags } from '../schema.ts'
import { stagedRaises, stagedRows } from './staged-rows.ts'

export interface Commit {
  readonly number: number
  readonly nowMs: number
  readonly by: string
  readonly reason: string
}

/** Writes what a staged plan changes. Removed flags are archived; one that comes back is no longer, and keeps its age. */
export function commitChanges(db: Db, { number, nowMs, by, reason }: Commit, plan: string): void {
  const staged = stagedRows(plan)
  db.run(sql`
    INSERT INTO ${flagHistory} (key, number, change, definition, system, lowers, raises)
    SELECT value->>'key', ${number}, value->>'change', value->>'definition', value->>'system', value->>'lowers',
      ${stagedRaises}
    FROM ${staged}`)
  db.run(sql`
    INSERT OR REPLACE INTO ${archivedFlags} (key, definition, created_at, number, at, by, reason)
    SELECT key, definition, created_at, ${number}, ${nowMs}, ${by}, ${reason} FROM ${flags}
    WHERE key IN (SELECT value->>'key' FROM ${staged} AND value->>'definition' IS NULL)`)
  db.run(sql`
    DELETE FROM ${flags} WHERE key IN (SELECT value->>'key' FROM ${staged} AND value->>'definition' IS NULL)`)
  const column = (name: string) => sql.raw(`value->>'$.columns.${name}'`)
  db.run(sql`
    INSERT INTO ${flags} (key, system, definition, state, type, kind, owner, client_side, approval, created_at,
      expires_at, changed_number)
    SELECT value->>'key', value->>'system', value->>'definition', ${column('state')}, ${column('type')},
      ${column('kind')}, ${column('owner')}, ${column('clientSide')}, ${column('approval')},
      coalesce(${column('createdAt')}, (SELECT created_at FROM ${flags} WHERE key = value->>'key'),
        (SELECT created_at FROM ${archivedFlags} WHERE key = value->>'key'), ${nowMs}),
      ${column('expiresAt')}, ${number}
    FROM ${staged} AND value->>'definition' IS NOT NULL
    ON CONFLICT (key) DO UPDATE SET system = excluded.system, definition = excluded.definition, state = excluded.state,
      type = excluded.type, kind = excluded.kind, owner = excluded.owner, client_side = excluded.client_side,
      approval = excluded.approval, created_at = excluded.created_at, expires_at = excluded.expires_at,
      changed_number = excluded.changed_number`)
  db.run(sql`
    DELETE FROM ${archivedFlags} WHERE key IN (SELECT value->>'key' FROM ${staged} AND value->>'definition' IS NOT NULL)`)
}

export function hasFlag(db: Db, key: string): boolean {
  return db.select({ key: flags.key }).from(flags).where(eq(flags.key, key)).get() !== undefined
}

export const flagKeys = (db: Db): string[] =>
  db
    .select({ key: flags.key })
    .from(flags)
    .all()
    .map(({ key }) => key)

/** Systems that flags say they belong to. */
export const flagSystems = (db: Db): string[] =>
  db
    .selectDistinct({ system: flags.system })
    .from(flags)
    .where(isNotNull(flags.system))
    .all()
    .map(({ system }) => system as string)

/** The first of the flags that belong to a system, by key. */
export const flagsOfSystem = (db: Db, system: string, limit: number): string[] =>
  db
    .select({ key: flags.key })
    .from(flags)
    .where(eq(flags.system, system))
    .orderBy(asc(flags.key))
    .limit(limit)
    .all()
    .map(({ key }) => key)

/** The flags of a system that are not switched off in the document, by key. */
export const enabledFlagsOf = (db: Db, system: string): string[] =>
  db
    .select({ key: flags.key })
    .from(flags)
    .where(and(eq(flags.system, system), eq(flags.state, 'ENABLED')))
    .orderBy(asc(flags.key))
    .all()
    .map(({ key }) => key)

/** Null for a flag without one, and where there is no such flag. */
export const systemOfFlag = (db: Db, key: string): string | null =>
  db.select({ system: flags.system }).from(flags).where(eq(flags.key, key)).get()?.system ?? null

/** Flags whose change between two numbers takes them from somebody, also by putting them into a system that is killed. */
export function loweredBetween(db: Db, after: number, upTo: number, killedSystems: ReadonlySet<string>): string[] {
  const rows = db
    .select({ key: flagHistory.key, lowers: flagHistory.lowers, system: flagHistory.system })
    .from(flagHistory)
    .where(and(gt(flagHistory.number, after), lte(flagHistory.number, upTo)))
    .all()
  const found = rows.filter(({ lowers, system }) => lowers || (system !== null && killedSystems.has(system)))
  return [...new Set(found.map(({ key }) => key))]
}

/** Flags that belong to a system after a change between two numbers. */
export function changedInSystem(
  db: Db,
  system: string,
  after: number,
  upTo: number,
): { key: string; number: number }[] {
  return db
    .select({ key: flagHistory.key, number: flagHistory.number })
    .from(flagHistory)
    .where(and(eq(flagHistory.system, system), gt(flagHistory.number, after), lte(flagHistory.number, upTo)))
    .all()
}

export interface FlagVersionRow {
  readonly number: number
  readonly change: FlagChangeKind
  /** Hash of the definition; null where the flag was removed. */
  readonly definition: string | null
  readonly system: string | null
}

const version = {
  number: flagHistory.number,
  change: flagHistory.change,
  definition: flagHistory.definition,
  system: flagHistory.system,
}

/** Newest first, from a number on downwards. */
export function versionsOf(db: Db, key: string, upTo: number, limit: number): FlagVersionRow[] {
  return db
    .select(version)
    .from(flagHistory)
    .where(and(eq(flagHistory.key, key), lte(flagHistory.number, upTo)))
    .orderBy(desc(flagHistory.number))
    .limit(limit)
    .all()
}

/** The hash of a flag's definition as of a number; null where there was no such flag. */
export const definitionAt = (db: Db, key: string, number: number): string | null =>
  versionsOf(db, key, number, 1)[0]?.definition ?? null

/** Keys that changed after one number and up to another, in order, after a key. */
export function changedKeys(
  db: Db,
  after: number,
  upTo: number,
  afterKey: string | undefined,
  limit: number,
): string[] {
  const inRange = and(gt(flagHistory.number, after), lte(flagHistory.number, upTo))
  return db
    .selectDistinct({ key: flagHistory.key })
    .from(flagHistory)
    .where(and(inRange, afterKey === undefined ? undefined : gt(flagHistory.key, afterKey)))
    .orderBy(asc(flagHistory.key))
    .limit(limit)
    .all()
    .map(({ key }) => key)
}
