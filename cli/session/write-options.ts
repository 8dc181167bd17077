// The options of commands that change flags: the reason, not being asked, and breaking the glass.

import { ok, type Result } from '../../domain/result.ts'
import type { WriteOptions } from '../api/writes.ts'
import type { OptionSpecs, OptionValues } from '../arguments/command.ts'
import { parseCount } from '../arguments/parse-options.ts'
import { type Failure, usageFailure } from '../failure.ts'

export const writeOptionSpecs = {
  reason: {
    type: 'string',
    value: 'TEXT',
    about: 'why, for whoever sees it next; needed where somebody gains a feature',
  },
  yes: { type: 'boolean', about: 'do not ask' },
  'break-glass': { type: 'boolean', about: 'apply at once what would wait for a second person; needs --reason' },
  'break-glass-hours': {
    type: 'string',
    value: 'N',
    about: 'hours until it is taken back unless somebody reviews it: 1 to 24, 4 if not said',
  },
} as const satisfies OptionSpecs

const maxBreakGlassHours = 24

export function parseWriteOptions(options: OptionValues<typeof writeOptionSpecs>): Result<WriteOptions, Failure> {
  const reason = options.reason?.trim() || undefined
  const breakGlass = options['break-glass'] ?? false
  const hours = options['break-glass-hours']
  if (hours !== undefined && !breakGlass) {
    return usageFailure('--break-glass-hours stands alone.', 'It goes with --break-glass.')
  }
  if (breakGlass && reason === undefined) {
    return usageFailure('--break-glass needs a reason.', 'Say why it cannot wait: --reason TEXT.')
  }
  const count = hours === undefined ? ok(undefined) : parseCount('break-glass-hours', hours, 4, maxBreakGlassHours)
  if (!count.ok) return count
  return ok({
    ...(reason !== undefined && { reason }),
    ...(breakGlass && { breakGlass }),
    ...(count.value !== undefined && { breakGlassHours: count.value }),
  })
}
