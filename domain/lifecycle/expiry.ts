// How long a flag is meant to stay: by its kind, unless it says so itself.

import type { FlagKind } from '../flag/flag-document.ts'

const dayMs = 24 * 3600 * 1000

/** Days after its making; kinds that are meant to stay have none, and are looked at again once a year. */
const expiryDays: Readonly<Record<FlagKind, number | null>> = {
  release: 30,
  experiment: 60,
  ops: 90,
  permission: null,
  'kill-switch': null,
}

/** Whether `text` names a kind, as it comes from a table or a document. */
const isKind = (text: string | null): text is FlagKind => text !== null && Object.hasOwn(expiryDays, text)

/** When a flag expires: as declared, else by its kind; null for never. Times are Unix milliseconds. */
export function effectiveExpiry(kind: string | null, createdAtMs: number, declaredMs: number | null): number | null {
  if (declaredMs !== null) return declaredMs
  const days = isKind(kind) ? expiryDays[kind] : null
  return days === null ? null : createdAtMs + days * dayMs
}

/** Whether flags of this kind are kept for good, so that somebody has to look at them once a year. */
export const isKeptForGood = (kind: string | null): boolean => isKind(kind) && expiryDays[kind] === null
