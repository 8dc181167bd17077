// What every write of flags may say beside its body: why, and that it may not wait.

import { z } from '@hono/zod-openapi'
import { maxBreakGlassHours, usualBreakGlassHours } from '../../protocol/admin-change.ts'
import * as shapes from './shapes.ts'

const hoursText = `a whole number from 1 to ${maxBreakGlassHours}`

/** The query of every write of flags. */
export const writeQuery = z.object({
  reason: shapes.reasonQuery,
  breakGlass: z.enum(['true', 'false'], 'true or false').default('false').openapi({
    description:
      'true commits at once what would wait for a second person. It is taken back unless another reviews it.',
  }),
  breakGlassHours: z.coerce
    .number(hoursText)
    .int(hoursText)
    .min(1, hoursText)
    .max(maxBreakGlassHours, hoursText)
    .default(usualBreakGlassHours)
    .openapi({ description: 'How long it stays without a review.' }),
})

/** What every write of flags may be answered instead of being committed. */
export const waits = {
  202: { description: 'Nothing has changed: another token has to approve it.', schema: shapes.pendingAnswer },
}

/** The answers of a write of the whole document. */
export const writeAnswers = {
  200: { description: 'Committed; published as soon as KV has it.', schema: shapes.commitAnswer },
  ...waits,
}

/** As `writeDocument` takes them. */
export function circumstancesOf({ reason = '', breakGlass, breakGlassHours }: z.infer<typeof writeQuery>): {
  reason: string
  breakGlassHours?: number
} {
  return { reason, ...(breakGlass === 'true' && { breakGlassHours }) }
}
