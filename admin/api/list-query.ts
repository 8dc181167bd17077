// The one manner of all lists: `?limit=`, `?cursor=`, `?sort=field` or `?sort=-field`, and filters named after their fields.
// What a list does not know is refused: a filter that is ignored would look like an answer.

import { z } from '@hono/zod-openapi'
import type { Page } from '../../protocol/admin-records.ts'
import { type ListQuery, parsePlace } from '../objects/root/list-query.ts'
import { cursor, limit, parseCursor, renderCursor } from './cursor.ts'

interface Lists {
  readonly filters?: z.ZodRawShape
  /** The orders that a list can have, each in both directions; the first is what it has unless asked. */
  readonly sorts: readonly [string, ...string[]]
}

export type ParsedList = { limit: number; sort: string; cursor?: string | undefined } & Record<string, unknown>

const fieldOf = (order: string): string => order.replace(/^-/, '')

export function listQuery({ filters = {}, sorts }: Lists): z.ZodType<ParsedList> {
  const orders = sorts.flatMap((order) => [order, order === fieldOf(order) ? `-${order}` : fieldOf(order)])
  const sort = z
    .enum(orders as [string, ...string[]], `one of ${orders.join(', ')}`)
    .default(sorts[0])
    .openapi({ description: 'The field to go by; "-" for the greatest first.' })
  const shape = { limit, cursor, sort, ...filters }
  const known = `only ${Object.keys(shape).join(', ')}`
  return z.strictObject(shape, known).refine(({ cursor: text, sort: order }) => isPlace(text, order as string), {
    path: ['cursor'],
    error: 'the "next" of an earlier page of this list in the same order',
  }) as unknown as z.ZodType<ParsedList>
}

function isPlace(text: unknown, order: string): boolean {
  return typeof text !== 'string' || parsePlace(parseCursor(text) ?? '', order) !== undefined
}

/** As the root is asked. */
export function listOf({ limit: size, sort, cursor: text, ...filters }: ParsedList): ListQuery {
  const after = text === undefined ? undefined : parsePlace(parseCursor(text) ?? '', sort)
  const given = Object.entries(filters).filter(([, value]) => value !== undefined)
  return {
    limit: size,
    sort: fieldOf(sort),
    descending: sort.startsWith('-'),
    ...(after !== undefined && { after }),
    filters: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
  }
}

export const renderList = <T>({ items, next }: Page<T>): Page<T> =>
  next === undefined ? { items } : { items, next: renderCursor(next) }

const yesOrNoText = 'true or false'
/** A filter that is on or off. */
export const yesOrNo = z.enum(['true', 'false'], yesOrNoText).optional()
/** A filter by any text. */
export const text = z.string('text').max(256, 'text of up to 256 characters').optional()
const timeText = 'a time such as "2027-01-31T12:00:00Z"'
/** A filter by time. */
export const instant = z.iso.datetime({ offset: true, error: timeText }).optional()
