// Any JSON as text. Objects of an export may have members called `toString`, which plain conversion would call.

import type { Json } from '../json.ts'

export const shownText = (value: Json | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value)
