// Evaluation keys as an administrator would hand them out: the token for the caller, its hash for the snapshot.

import { sha256Hex } from '../../protocol/checksum.ts'
import type { EvaluationKeyKind, PublishedKey } from '../../protocol/published-snapshot.ts'

export interface HandedOut {
  readonly token: string
  readonly published: PublishedKey
}

export async function handOut(id: string, kind: EvaluationKeyKind, secret = 'a1B2c3D4e5F6g7H8'): Promise<HandedOut> {
  const token = `fb_${id}_${secret}`
  return { token, published: { id, kind, hash: await sha256Hex(token) } }
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })
export const apiKey = (token: string): Record<string, string> => ({ 'x-api-key': token })
