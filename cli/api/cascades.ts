// Cascades that were acted on. Evidence and what was taken back are kept as they were: their members may be any.

import { z } from 'zod'
import type { Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const factsShape = z.array(z.record(z.string(), z.json()))

const cascadeShape = z.looseObject({
  id: z.string(),
  at: z.string(),
  incident: z.string(),
  systems: z.array(z.string()),
  evidence: factsShape,
  reverted: factsShape,
})
export type Cascade = z.infer<typeof cascadeShape>

/** Newest first. */
export const listCascades = (api: AdminApi, most: number): Answer<Page<Cascade>> =>
  api.list('api/v1/cascades', {}, cascadeShape, most)

export const getCascade = (api: AdminApi, id: string): Answer<Cascade> =>
  api.get(`api/v1/cascades/${encodeURIComponent(id)}`, cascadeShape)
