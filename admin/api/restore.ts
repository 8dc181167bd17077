// Going back to a point in time: first what it would undo, then doing it. The object that holds everything ends on the way, so
// this is the one call that outlives it.

import { z } from '@hono/zod-openapi'
import { ok, type Result } from '../../domain/result.ts'
import type { RestoreAnswer } from '../../protocol/admin-restore.ts'
import type { Caller } from '../auth/caller.ts'
import type { RestoreHandover } from '../objects/root/commands/restore.ts'
import type { Reply } from '../objects/root/perform.ts'
import { bookmarkShape } from '../objects/root/point-in-time.ts'
import type { RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { type Endpoint, endpoint, shown, written } from './endpoint.ts'
import * as shapes from './shapes.ts'

const timeText = 'a time such as "2027-01-31T12:00:00Z"'
const time = z.iso.datetime({ offset: true, error: timeText })
const pointText = `${timeText}, or the bookmark that an earlier restore answered`

const counted = <T extends z.ZodType>(record: T) => z.object({ count: z.number().int(), newest: z.array(record) })

export const planShape = z
  .object({
    at: z.string(),
    available: z.boolean(),
    undone: z.object({
      revisions: counted(shapes.revision),
      killsMade: counted(shapes.kill),
      killsLifted: counted(shapes.kill),
      tokensMade: counted(shapes.token),
      keysMade: z.array(z.string()),
      auditRows: z.number().int(),
    }),
    kept: z.object({ kills: z.array(shapes.feedKill), revocations: z.array(z.string()) }),
  })
  .openapi('RestorePlan')

export const answerShape = z
  .object({
    at: z.string(),
    undo: z.string().openapi({ description: 'Restoring to this bookmark undoes the restore.' }),
    epoch: z.number().int(),
    seq: z.number().int(),
    revision: shapes.revisionHash,
    kills: z.array(shapes.feedKill),
    keptKills: z.array(z.string()),
    keptRevocations: z.array(z.string()),
  })
  .openapi('Restore')

const plan = endpoint({
  method: 'get',
  path: '/api/v1/restore',
  summary: 'What going back to ?at= would undo, and what it would keep. Changes nothing.',
  needs: ['admin'],
  query: z.object({ at: time }),
  answers: { 200: { description: 'The plan.', schema: planShape } },
  refuses: ['invalid-query'],
  run: async ({ root, caller, query }) => shown(await root.planRestore(caller, query.at)),
})

const restore = endpoint({
  method: 'post',
  path: '/api/v1/restore',
  summary:
    'Goes back to a point in time of the last 30 days. Kills in force, revoked tokens and revoked keys stay as they are.',
  needs: ['admin'],
  body: z
    .strictObject(
      { at: z.union([time, z.string().regex(bookmarkShape)], pointText), reason: shapes.reason },
      'an object: {"at": "…", "reason": "…"}',
    )
    .openapi('RestoreInput'),
  answers: { 200: { description: 'Restored, and told to every relay.', schema: answerShape } },
  refuses: [
    'malformed-json',
    'invalid-body',
    'not-available-here',
    'invalid-idempotency-key',
    'idempotency-key-reused',
  ],
  run: async ({ root, anew, caller, body }) => {
    const begun = await root.beginRestore(caller, body)
    if (!begun.ok) return begun
    if ('earlier' in begun.value) return written(ok(begun.value.earlier))
    // The call breaks with the object that it ends.
    await root.endForRestore().catch(() => undefined)
    return written(await completed(anew, caller, begun.value.handover))
  },
})

const attempts = 4

/** Done twice it is done once, so any exception is worth another attempt. */
async function completed(
  anew: () => RootRpc,
  caller: Caller,
  handover: RestoreHandover,
): Promise<Result<Reply<RestoreAnswer>, Refusal>> {
  for (let left = attempts; ; left--) {
    try {
      return await anew().completeRestore(caller, handover)
    } catch (error) {
      if (left === 1) throw error
      console.warn('the restored root could not be asked yet', error)
    }
  }
}

export const restoreEndpoints: readonly Endpoint[] = [plan, restore]
