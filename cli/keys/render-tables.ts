// Evaluation keys and admin tokens as tables, without their secrets: nobody has those any more.

import type { KeyRecord } from '../../protocol/admin-key.ts'
import type { TokenRecord } from '../../protocol/admin-records.ts'
import { renderAge } from '../output/moment.ts'
import type { Style } from '../output/style.ts'
import { renderTable } from '../output/table.ts'

export function renderKeyTable(keys: readonly KeyRecord[], now: number, style: Style): string {
  const rows = keys.map((key) => [
    key.id,
    key.name,
    key.kind,
    renderAge(key.createdAt, now),
    key.createdBy,
    renderValidity(key, now),
  ])
  return renderTable(['ID', 'NAME', 'KIND', 'MADE', 'BY', 'VALID'], rows, style)
}

export function renderTokenTable(tokens: readonly TokenRecord[], now: number, style: Style): string {
  const rows = tokens.map((token) => [
    token.id,
    token.name,
    token.scopes.join(', '),
    renderAge(token.createdAt, now),
    token.lastUsedAt === undefined ? 'never' : renderAge(token.lastUsedAt, now),
    renderValidity(token, now),
  ])
  return renderTable(['ID', 'NAME', 'SCOPES', 'MADE', 'USED', 'VALID'], rows, style)
}

interface Ending {
  readonly expiresAt?: string
  readonly revokedAt?: string
}

function renderValidity({ expiresAt, revokedAt }: Ending, now: number): string {
  if (revokedAt !== undefined) return `revoked ${renderAge(revokedAt, now)}`
  if (expiresAt === undefined) return 'yes'
  return Date.parse(expiresAt) <= now ? `expired ${renderAge(expiresAt, now)}` : `until ${expiresAt}`
}
