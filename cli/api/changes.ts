// Changes that wait for a second person, and those that broke the glass.

import type { ChangeRecord, WriteAnswer } from '../../protocol/admin-change.ts'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'
import { changeRecordShape, writeAnswerShape } from './writes.ts'

const pathOf = (id: string): string => `api/v1/changes/${encodeURIComponent(id)}`

/** Newest first. The filter's members are those of the list: status, kind, by. */
export const listChanges = (api: AdminApi, filter: Record<string, string>, most: number): Answer<Page<ChangeRecord>> =>
  api.list('api/v1/changes', filter, changeRecordShape, most)

export const getChange = (api: AdminApi, id: string): Answer<ChangeRecord> => api.get(pathOf(id), changeRecordShape)

export const approveChange = (api: AdminApi, id: string, reason: string | undefined): Answer<WriteAnswer> =>
  api.post(`${pathOf(id)}/approve`, reason === undefined ? {} : { reason }, {}, writeAnswerShape)

/** By its author: withdraws. */
export const rejectChange = (api: AdminApi, id: string, reason: string): Answer<ChangeRecord> =>
  api.post(`${pathOf(id)}/reject`, { reason }, {}, changeRecordShape)

/** Break-glass only: it stays. */
export const reviewChange = (api: AdminApi, id: string, reason: string | undefined): Answer<ChangeRecord> =>
  api.post(`${pathOf(id)}/review`, reason === undefined ? {} : { reason }, {}, changeRecordShape)
