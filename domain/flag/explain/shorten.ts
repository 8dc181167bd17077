// Values for people to read: whatever is long is cut, and says so. Contexts come from callers, and lists have thousands of
// members.

import { isJsonObject, type Json } from '../../json.ts'

const maxTextLength = 120
/** Values inside one value. */
const maxParts = 40

export function shorten(value: Json): Json {
  return cut(value, { parts: maxParts })
}

function cut(value: Json, left: { parts: number }): Json {
  if (typeof value === 'string') return value.length > maxTextLength ? `${value.slice(0, maxTextLength)}…` : value
  if (typeof value !== 'object' || value === null) return value
  const entries = isJsonObject(value) ? Object.entries(value) : []
  const size = isJsonObject(value) ? entries.length : (value as readonly Json[]).length
  const shown = Math.min(size, Math.max(0, left.parts))
  left.parts -= size
  const rest = `… ${size - shown} more`
  if (isJsonObject(value)) {
    const kept = entries
      .slice(0, shown)
      .map(([name, part]): [string, Json] => [cut(name, left) as string, cut(part, left)])
    return Object.fromEntries(shown < size ? [...kept, [rest, null]] : kept)
  }
  const kept = (value as readonly Json[]).slice(0, shown).map((part) => cut(part, left))
  return shown < size ? [...kept, rest] : kept
}
