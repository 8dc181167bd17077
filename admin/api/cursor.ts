// Cursors of lists: opaque to clients, so that what a list goes by can change.

import { z } from '@hono/zod-openapi'
import type { PageQuery } from '../objects/root/root-rpc.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function renderCursor(place: string): string {
  const binary = String.fromCharCode(...encoder.encode(place))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Undefined for text that no list has given out. */
export function parseCursor(cursor: string): string | undefined {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    return decoder.decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
  } catch {
    return undefined
  }
}

const maxLimit = 500

export const limit = z.coerce
  .number('a whole number from 1 to 500')
  .int('a whole number from 1 to 500')
  .min(1, 'a whole number from 1 to 500')
  .max(maxLimit, 'a whole number from 1 to 500')
  .default(100)
  .openapi({ description: 'Items per page.', example: 100 })

const cursorOf = (fits: (place: string) => boolean) =>
  z
    .string()
    .max(2_000, 'the "next" of an earlier page')
    .refine((text) => fits(parseCursor(text) ?? ''), 'the "next" of an earlier page of this list')
    .optional()
    .openapi({ description: '"next" of the page before.' })

/** Of a list whose order is asked for: what it has to be depends on that. */
export const cursor = cursorOf((place) => place !== '')

/** For lists that go by a number. */
export const numberPage = z.object({ limit, cursor: cursorOf((place) => /^\d{1,15}$/.test(place)) })
/** For lists that go by a name. */
export const namePage = z.object({ limit, cursor })

export function placeIn({ limit: size, cursor: text }: z.infer<typeof numberPage>): PageQuery {
  const place = text === undefined ? undefined : parseCursor(text)
  return { limit: size, ...(place !== undefined && { cursor: place }) }
}
