// Why a user gets what the edge answers: one flag of a revision, evaluated for a context, with what is in force.

import { z } from '@hono/zod-openapi'
import type { JsonObject } from '../../domain/json.ts'
import { nearestNames } from '../../domain/nearest-names.ts'
import { problem } from '../../domain/problem.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ExplainAnswer } from '../../protocol/admin-explain.ts'
import type { FlagSummary } from '../../protocol/admin-flag.ts'
import type { HeadAnswer } from '../../protocol/admin-head.ts'
import type { KillRecord } from '../../protocol/admin-kill.ts'
import { edgeFactNames, maxContextDepth, parseContext } from '../../protocol/evaluation-context.ts'
import type { Caller } from '../auth/caller.ts'
import { explainAnswer } from '../flags/explain-answer.ts'
import { type ListQuery, type Place, parsePlace } from '../objects/root/list-query.ts'
import type { DocumentHandle, RootRpc } from '../objects/root/root-rpc.ts'
import type { Refusal } from '../refusal.ts'
import { type Endpoint, endpoint, shown } from './endpoint.ts'
import * as shapes from './shapes.ts'
import { loadSnapshot } from './snapshot-text.ts'

const factText = 'text or a number'
const edgeText = `an object of ${edgeFactNames.join(', ')}`
const fact = z.union([z.string(), z.number()], factText).optional()
const edge = z.strictObject(
  Object.fromEntries(edgeFactNames.map((name) => [name, fact])) as Record<(typeof edgeFactNames)[number], typeof fact>,
  edgeText,
)
const revisionText = 'a number, a hash, or at least 8 characters of one, as text'

const input = z
  .strictObject(
    {
      context: z
        .unknown()
        .optional()
        .openapi({ example: { targetingKey: 'user-1', plan: 'pro' } }),
      edge: edge.optional(),
      revision: z.string(revisionText).min(1, revisionText).max(64, revisionText).optional(),
    },
    'an object: {"context": {…}}, and edge and revision if they matter',
  )
  .openapi('ExplainInput')

const answered = z.object({
  reason: z.string(),
  value: z.unknown().optional(),
  variant: z.string().optional(),
  errorCode: z.string().optional(),
  errorDetails: z.string().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
})

const answer = z
  .object({
    key: z.string(),
    revision: shapes.revisionHash,
    number: z.number().int(),
    answer: answered,
    decidedBy: z.enum(['kill', 'lowered', 'disabled', 'rules', 'quarantine']),
    withoutKill: answered.optional(),
    kills: z.array(shapes.kill),
    steps: z.array(z.looseObject({ path: z.string(), operator: z.string(), depth: z.number().int() })),
    truncated: z.literal(true).optional(),
    note: z.string(),
  })
  .openapi('Explanation')

export const explain: Endpoint = endpoint({
  method: 'post',
  path: '/api/v1/flags/{key}/explain',
  summary: 'What the edge answers for a context now, and why, step by step. Changes nothing.',
  needs: ['read'],
  body: input,
  answers: { 200: { description: 'The answer and its reasons.', schema: answer } },
  refuses: ['not-found', 'malformed-json', 'invalid-body', 'too-large'],
  repeatable: true,
  run: async ({ root, caller, params, body }) => shown(await run(root, caller, params.key ?? '', body)),
})

async function run(
  root: RootRpc,
  caller: Caller,
  key: string,
  body: z.infer<typeof input>,
): Promise<Result<ExplainAnswer, Refusal>> {
  const head = await root.head(caller)
  if (!head.ok) return head
  const context = parseContext(body.context)
  if (!context.ok) {
    const allowed = `an object of attributes such as {"targetingKey": "user-1"}, at most ${maxContextDepth} levels deep`
    return fail({ kind: 'invalid-body', problems: [problem('/context', body.context, allowed)] })
  }
  const handle = await root.document(caller, body.revision ?? head.value.revision)
  if (!handle.ok) return handle
  const { revision, number } = handle.value
  const { document } = await loadSnapshot(root, handle.value)
  const flags = document.flags as JsonObject
  if (!Object.hasOwn(flags, key)) return unknownFlag(key, number, Object.keys(flags))
  const kills = await killsInForce(root, caller)
  if (!kills.ok) return kills
  const edge = body.edge as JsonObject | undefined
  const circumstances = { context: context.value, nowSeconds: Math.floor(Date.now() / 1000), edge }
  const isLowered = isLoweredBelow(head.value, key, handle.value)
  const flag = await root.flag(caller, key)
  const remarks = [remarkOf(head.value, handle.value), flag.ok ? rolloutRemark(flag.value.summary) : undefined]
  const remark = remarks.filter((text) => text !== undefined).join(' ') || undefined
  const parts = explainAnswer(key, circumstances, { document, kills: kills.value, isLowered, remark })
  return ok({ key, revision, number, ...parts })
}

function unknownFlag(key: string, number: number, known: readonly string[]): Result<never, Refusal> {
  const nearest = nearestNames(key, known)
  const remedy = nearest.length > 0 ? `; did you mean ${nearest.map((name) => JSON.stringify(name)).join(', ')}?` : ''
  return fail({ kind: 'not-found', detail: `revision ${number} has no flag ${JSON.stringify(key)}${remedy}` })
}

const newestFirst: ListQuery = { limit: 500, sort: 'seq', descending: true, filters: {} }

async function killsInForce(root: RootRpc, caller: Caller): Promise<Result<KillRecord[], Refusal>> {
  const found: KillRecord[] = []
  let after: Place | undefined
  do {
    const page = await root.look(caller, 'kills', { ...newestFirst, ...(after !== undefined && { after }) })
    if (!page.ok) return page
    found.push(...page.value.items)
    after = page.value.next === undefined ? undefined : parsePlace(page.value.next, '-seq')
  } while (after !== undefined)
  return ok(found)
}

/** As an evaluator that holds this revision would see it: what was lowered after it was published is off. */
function isLoweredBelow({ lowered, revision }: HeadAnswer, key: string, held: DocumentHandle): boolean {
  if (held.revision === revision || !Object.hasOwn(lowered, key)) return false
  return held.publishedSeq !== null && lowered[key]! > held.publishedSeq
}

function rolloutRemark({ rollout }: FlagSummary): string | undefined {
  if (rollout === undefined) return undefined
  const share = rollout.percent === undefined ? '' : ` (${rollout.percent} %)`
  return `Its rollout ${rollout.id} is in the stage "${rollout.stage}"${share}; its verdict is ${rollout.verdict}.`
}

function remarkOf({ revision, committedRevision }: HeadAnswer, told: DocumentHandle): string | undefined {
  if (told.revision !== revision) {
    return `This is revision ${told.number} and not the published one, which is ${revision.slice(0, 12)}.`
  }
  if (committedRevision === revision) return undefined
  return `A newer revision, ${committedRevision.slice(0, 12)}, is committed and not published yet.`
}
