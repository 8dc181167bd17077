// What the admin worker knows of flags that should go.

import { z } from 'zod'
import { ok } from '../../domain/result.ts'
import type { FlagSummary } from '../../protocol/admin-flag.ts'
import type { LifecycleAnswer } from '../../protocol/admin-lifecycle.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const lifecycleShape: z.ZodType<LifecycleAnswer> = z.looseObject({
  budget: z.number(),
  owners: z.array(z.looseObject({ owner: z.string(), flags: z.number(), stale: z.number(), over: z.boolean() })),
})

/** What the lifecycle's commands rely on. A newer server may know more reasons and kinds. */
const listedFlagShape = z.looseObject({
  key: z.string(),
  owner: z.string().exactOptional(),
  createdAt: z.string(),
  expiresAt: z.string().exactOptional(),
  lastEvaluatedAt: z.string().exactOptional(),
  served: z.record(z.string(), z.number()),
  stale: z.array(z.string()),
})
export type ListedFlag = Pick<
  FlagSummary,
  'key' | 'owner' | 'createdAt' | 'expiresAt' | 'lastEvaluatedAt' | 'served'
> & {
  readonly stale: readonly string[]
}

const keyShape = z.looseObject({ key: z.string() })

export const readLifecycle = (api: AdminApi): Answer<LifecycleAnswer> => api.get('api/v1/lifecycle', lifecycleShape)

export async function listStaleFlags(api: AdminApi, owner: string | undefined): Answer<readonly ListedFlag[]> {
  const filter = { stale: 'true', ...(owner !== undefined && { owner }) }
  const page = await api.list<ListedFlag>('api/v1/flags', filter, listedFlagShape, Number.POSITIVE_INFINITY)
  return page.ok ? ok(page.value.items) : page
}

/** Keys of all flags there are, or of those that were archived. */
export async function listFlagKeys(api: AdminApi, which: 'current' | 'archived'): Answer<ReadonlySet<string>> {
  const filter: Record<string, string> = which === 'archived' ? { archived: 'true' } : {}
  const page = await api.list('api/v1/flags', filter, keyShape, Number.POSITIVE_INFINITY)
  return page.ok ? ok(new Set(page.value.items.map(({ key }) => key))) : page
}
