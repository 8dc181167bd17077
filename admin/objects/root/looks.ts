// Every query of the root that needs nothing but its tables, by name.

import { ok, type Result } from '../../../domain/result.ts'
import type { Page } from '../../../protocol/admin-records.ts'
import type { Refusal } from '../../refusal.ts'
import type { Db } from './database.ts'
import { listHotfixes, readHotfix } from './hotfix/read-hotfix.ts'
import type { ListQuery } from './list-query.ts'
import { listAudit } from './stores/audit-log.ts'
import { listDrills } from './stores/drill-rows.ts'
import { listKeys } from './stores/key-rows.ts'
import { listKills } from './stores/kill-rows.ts'
import { listPolicies } from './stores/policy-rows.ts'
import { listRevisions } from './stores/revision-rows.ts'
import { listRollouts } from './stores/rollout-rows.ts'
import { listSystems } from './stores/system-rows.ts'
import { listTokens } from './stores/token-rows.ts'

export type Look<I, O> = (db: Db, input: I, nowMs: number) => Result<O, Refusal>

const pages =
  <T>(list: (db: Db, query: ListQuery) => Page<T>): Look<ListQuery, Page<T>> =>
  (db, query) =>
    ok(list(db, query))

// biome-ignore lint/suspicious/noExplicitAny: each query has its own input and output; `Looks` keeps them
type AnyLook = Look<any, unknown>

export const looks = {
  rollouts: pages(listRollouts),
  policies: pages(listPolicies),
  kills: pages(listKills),
  systems: pages(listSystems),
  keys: pages(listKeys),
  tokens: pages(listTokens),
  audit: pages(listAudit),
  drills: pages(listDrills),
  revisions: pages(listRevisions),
  hotfixes: pages(listHotfixes),
  hotfix: readHotfix,
} as const satisfies Readonly<Record<string, AnyLook>>

export type Looks = typeof looks
export type LookName = keyof Looks
export type LookInput<N extends LookName> = Looks[N] extends Look<infer I, unknown> ? I : never
export type LookOutput<N extends LookName> = Looks[N] extends Look<never, infer O> ? O : never
