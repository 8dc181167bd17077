// Admin tokens: who may do what here.

import { z } from 'zod'
import type { NewTokenAnswer, Page, TokenRecord } from '../../protocol/admin-records.ts'
import { type Scope, scopes } from '../../protocol/scopes.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const record = z.looseObject({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  expiresAt: z.string().exactOptional(),
  revokedAt: z.string().exactOptional(),
  lastUsedAt: z.string().exactOptional(),
})

const tokenShape: z.ZodType<TokenRecord> = record

const newTokenShape: z.ZodType<NewTokenAnswer> = record.extend({ token: z.string().exactOptional() })

export interface NewToken {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt?: string
}

export const listTokens = (api: AdminApi): Answer<Page<TokenRecord>> =>
  api.list('api/v1/tokens', {}, tokenShape, Number.POSITIVE_INFINITY)

export const createToken = (api: AdminApi, token: NewToken): Answer<NewTokenAnswer> =>
  api.post('api/v1/tokens', token, {}, newTokenShape)

export const revokeToken = (api: AdminApi, id: string): Answer<null> =>
  api.remove(`api/v1/tokens/${encodeURIComponent(id)}`)
