// Hotfixes. A newer server may know more: only what the commands rely on is checked.

import { z } from 'zod'
import type { DiffStat, SuiteResult } from '../../protocol/admin-hotfix.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const hotfixShape = z.looseObject({
  id: z.string(),
  incident: z.string(),
  number: z.number(),
  status: z.string(),
  problem: z.string(),
  hypothesis: z.string(),
  fix: z.string().exactOptional(),
  components: z.array(z.string()),
  tasks: z.array(z.looseObject({ text: z.string(), done: z.boolean() })),
  diffStat: z.looseObject({ files: z.array(z.string()), added: z.number(), removed: z.number() }).exactOptional(),
  regressionTest: z.string().exactOptional(),
  suite: z
    .looseObject({ passed: z.boolean(), ran: z.number(), failed: z.number(), skipped: z.array(z.string()) })
    .exactOptional(),
  flag: z.string().exactOptional(),
  rollout: z.string().exactOptional(),
  failure: z.looseObject({ at: z.string(), rollout: z.string(), why: z.string() }).exactOptional(),
  author: z.string(),
  approver: z.string().exactOptional(),
  openedAt: z.string(),
  endedAt: z.string().exactOptional(),
  why: z.string().exactOptional(),
  missing: z.array(z.string()),
})

export type Hotfix = z.infer<typeof hotfixShape>

export interface NewHotfix {
  readonly problem: string
  readonly hypothesis: string
  readonly components: readonly string[]
  readonly tasks: readonly string[]
}

export interface Implementation {
  readonly fix: string
  readonly diffStat: DiffStat
  readonly regressionTest: string
  readonly flag: string
}

const pathOf = (id: string, step = ''): string => `api/v1/hotfixes/${encodeURIComponent(id)}${step}`

export const openHotfix = (api: AdminApi, incident: string, hotfix: NewHotfix): Answer<Hotfix> =>
  api.post(`api/v1/incidents/${encodeURIComponent(incident)}/hotfixes`, hotfix, {}, hotfixShape)

/** Newest first. */
export const listHotfixes = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<Hotfix>> =>
  api.list('api/v1/hotfixes', filter, hotfixShape, most)

export const getHotfix = (api: AdminApi, id: string): Answer<Hotfix> => api.get(pathOf(id), hotfixShape)

export const implementHotfix = (api: AdminApi, id: string, implementation: Implementation): Answer<Hotfix> =>
  api.post(pathOf(id, '/implement'), implementation, {}, hotfixShape)

export const handInSuite = (api: AdminApi, id: string, result: SuiteResult): Answer<Hotfix> =>
  api.post(pathOf(id, '/suite'), { result }, {}, hotfixShape)

export const approveHotfix = (api: AdminApi, id: string): Answer<Hotfix> =>
  api.post(pathOf(id, '/approve'), {}, {}, hotfixShape)

export const rollHotfix = (api: AdminApi, id: string, variant: string): Answer<Hotfix> =>
  api.post(pathOf(id, '/roll'), { variant }, {}, hotfixShape)

export const abandonHotfix = (api: AdminApi, id: string, reason: string): Answer<Hotfix> =>
  api.post(pathOf(id, '/abandon'), { reason }, {}, hotfixShape)

export const tickTask = (api: AdminApi, id: string, number: number, done: boolean): Answer<Hotfix> =>
  api.post(pathOf(id, `/tasks/${number}`), { done }, {}, hotfixShape)
