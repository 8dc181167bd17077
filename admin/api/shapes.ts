// The shapes that the API's description is made of. Inputs are parsed by them; answers are made by types of protocol/, and
// a test holds the two together.

import { z } from '@hono/zod-openapi'
import { flagKinds } from '../../domain/flag/flag-document.ts'
import { evaluationKeyKinds } from '../../protocol/published-snapshot.ts'
import { scopes } from '../../protocol/scopes.ts'

const controlCharacter = /\p{Cc}/u
const nameText = 'a name of 1 to 256 characters, without control characters, outer spaces, and not "__proto__"'

/** What a flag, a system or a variant may be called. */
export const name = z
  .string(nameText)
  .refine(
    (text) =>
      text.length > 0 &&
      text.length <= 256 &&
      text.trim() === text &&
      !controlCharacter.test(text) &&
      text !== '__proto__',
    nameText,
  )

const reasonText = 'text of 1 to 500 characters'
export const reason = z
  .string(reasonText)
  .trim()
  .min(1, reasonText)
  .max(500, reasonText)
  .openapi({ example: 'checkout errors after the 14:00 deploy' })

/** `?reason=`: an empty one is none. */
export const reasonQuery = z.preprocess((text) => (text === '' ? undefined : text), reason.optional())

export const time = z.string().openapi({ format: 'date-time', example: '2027-01-31T12:00:00.000Z' })
export const revisionHash = z.string().openapi({ description: 'SHA-256 of the published snapshot.' })

export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional().openapi({ description: 'Cursor of the next page.' }) })

const targetText = '{"flag": "…"}, {"system": "…"} or {"all": true}'
export const target = z
  .union(
    [z.strictObject({ flag: name }), z.strictObject({ system: name }), z.strictObject({ all: z.literal(true) })],
    targetText,
  )
  .openapi('KillTarget')

export const feedKill = z.object({ seq: z.number().int(), target })

export const head = z
  .object({
    epoch: z.number().int(),
    seq: z.number().int(),
    revision: revisionHash,
    committedRevision: revisionHash,
    kills: z.array(feedKill),
    lowered: z.record(z.string(), z.number().int()),
    publishing: z.object({ pending: z.number().int(), lastError: z.string().optional(), since: time.optional() }),
    breakGlass: z.array(z.object({ id: z.string(), by: z.string(), reason: z.string(), expiresAt: time })),
  })
  .openapi('Head')

export const kill = z
  .object({
    id: z.string(),
    seq: z.number().int(),
    target,
    reason: z.string(),
    by: z.string(),
    at: time,
    incident: z.string().optional(),
    liftedAt: time.optional(),
    liftedBy: z.string().optional(),
    liftedSeq: z.number().int().optional(),
  })
  .openapi('Kill')

const relays = z.array(
  z.union([z.object({ region: z.string(), ackMs: z.number() }), z.object({ region: z.string(), error: z.string() })]),
)

export const killAnswer = kill
  .extend({
    already: z.boolean(),
    enforcedBy: time,
    relays,
    warning: z.string().optional(),
    nearest: z.array(z.string()).optional(),
  })
  .openapi('KillAnswer')

export const liftAnswer = z
  .object({ id: z.string(), seq: z.number().int(), liftedAt: time, enforcedBy: time, relays })
  .openapi('LiftAnswer')

const delayMs = z.number()
export const receipts = z
  .object({
    seq: z.number().int(),
    committedAt: time,
    elapsedMs: delayMs,
    leaseMs: delayMs,
    leasePassed: z.boolean(),
    confirmed: z.array(z.object({ colo: z.string(), isolates: z.number().int(), firstMs: delayMs, lastMs: delayMs })),
    unconfirmed: z.array(z.string()),
    p50Ms: delayMs.nullable(),
    p99Ms: delayMs.nullable(),
    worstMs: delayMs.nullable(),
  })
  .openapi('Receipts')

const change = z.enum(['added', 'removed', 'changed'])
const lines = z.array(z.string()).openapi({ example: ['- ["on", 25],', '+ ["on", 50],'] })

export const revision = z
  .object({
    revision: revisionHash,
    number: z.number().int(),
    at: time,
    by: z.string(),
    reason: z.string(),
    flags: z.number().int(),
    changed: z.number().int(),
    rolledBackTo: z.number().int().optional(),
  })
  .openapi('Revision')

export const commitAnswer = z
  .object({
    revision: revisionHash,
    seq: z.number().int(),
    changed: z.array(z.object({ key: z.string(), change })),
    published: z.boolean(),
    breakGlass: z.object({ id: z.string(), expiresAt: time }).optional(),
  })
  .openapi('Commit')

export const flagDiff = z.object({
  key: z.string(),
  change,
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  lines,
})

export const historyEntry = revision
  .pick({ revision: true, number: true, at: true, by: true, reason: true })
  .extend({ change, lines })

export const document = z
  .looseObject({ flags: z.record(z.string(), z.unknown()) })
  .openapi('FlagDocument', { description: 'A flagd flag definition file; flags may be written in the short form.' })

const globText = 'a list of up to 100 globs'
export const systemInput = z
  .strictObject(
    {
      name,
      owner: name,
      paths: z.array(z.string(globText).min(1, globText).max(500, globText), globText).max(100, globText),
      dependsOn: z.array(name, 'a list of ids of systems').max(100, 'up to 100 ids of systems'),
      critical: z.boolean('true or false'),
      approval: z.boolean('true or false').default(false),
    },
    'an object of name, owner, paths, dependsOn, critical and, where changes need a second person, approval',
  )
  .openapi('SystemInput')

export const system = z.object({ ...systemInput.shape, id: z.string() }).openapi('System')

const tokenNameText = 'text of 1 to 100 characters'
const scopesText = `a list of one or more of ${scopes.join(', ')}`
const futureText = 'a time in the future such as "2027-01-31T12:00:00Z"'
export const tokenInput = z
  .strictObject(
    {
      name: z.string(tokenNameText).trim().min(1, tokenNameText).max(100, tokenNameText),
      scopes: z.array(z.enum(scopes, `one of ${scopes.join(', ')}`), scopesText).min(1, scopesText),
      expiresAt: z.iso.datetime({ offset: true, error: futureText }).optional(),
    },
    'an object of name, scopes and, if it is to end, expiresAt',
  )
  .openapi('TokenInput')

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: time,
    expiresAt: time.optional(),
    revokedAt: time.optional(),
    lastUsedAt: time.optional(),
  })
  .openapi('Token')

export const newToken = token
  .extend({ token: z.string().optional().openapi({ description: 'Shown once.' }) })
  .openapi('NewToken')

export const auditRow = z
  .object({
    id: z.number().int(),
    at: time,
    actor: z.string(),
    action: z.string(),
    subject: z.string(),
    detail: z.unknown(),
    hash: z.string(),
  })
  .openapi('AuditRow')

export const auditVerdict = z
  .object({ ok: z.boolean(), checked: z.number().int(), brokenAt: z.number().int().optional() })
  .openapi('AuditVerdict')

/** Null takes a member away. */
const settable = <T extends z.ZodType>(shape: T) => shape.nullable().optional()

const definitionMembers = {
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.record(z.string(), z.unknown()).openapi({ description: 'Values of one type, by name.' }),
  defaultVariant: z.string().nullable().optional(),
  targeting: z.looseObject({}).optional().openapi({ description: 'JsonLogic that answers the name of a variant.' }),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  fuseboard: z
    .looseObject({ kind: z.enum(flagKinds).optional(), owner: z.string().optional(), system: z.string().optional() })
    .optional(),
}
const shortForm = z.looseObject({
  enabled: z.boolean(),
  rollout_percentage: z.number().min(0).max(100).optional(),
  user_segments: z.array(z.string()).optional(),
})
export const flagInput = z.union([z.looseObject(definitionMembers), shortForm]).openapi('FlagInput')
export const flagPatch = z
  .strictObject({
    state: settable(definitionMembers.state),
    variants: settable(z.record(z.string(), z.unknown())),
    defaultVariant: settable(z.string()),
    targeting: settable(z.looseObject({})),
    metadata: settable(z.record(z.string(), z.unknown())),
    fuseboard: settable(z.looseObject({})),
  })
  .openapi('FlagPatch')

export const flagSummary = z
  .object({
    key: z.string(),
    state: z.enum(['ENABLED', 'DISABLED']),
    type: z.enum(['boolean', 'string', 'number', 'object']),
    kind: z.enum(flagKinds).optional(),
    owner: z.string().optional(),
    system: z.string().optional(),
    clientSide: z.boolean(),
    approval: z.boolean(),
    createdAt: time,
    changedAt: time,
    changedIn: z.number().int(),
    expiresAt: time.optional(),
    killedBy: z.array(z.string()),
    lastEvaluatedAt: time.optional(),
    served: z.record(z.string(), z.number().int()),
    drilledAt: time.optional(),
    drillPassed: z.boolean().optional(),
    stale: z.array(z.enum(['expired', 'unused', 'settled', 'review-due'])),
    rollout: z
      .object({
        id: z.string(),
        stage: z.string(),
        percent: z.number().optional(),
        verdict: z.enum(['PASS', 'FAIL', 'HOLD']),
      })
      .optional(),
    archivedAt: time.optional(),
    archivedBy: z.string().optional(),
  })
  .openapi('FlagSummary')
export const flagRecord = flagSummary
  .extend({ etag: z.string(), definition: z.unknown(), segments: z.array(z.string()) })
  .openapi('Flag')

export const rule = z.unknown().openapi('Rule', { description: 'JsonLogic; anything but null.' })
export const segment = z
  .object({
    name: z.string(),
    etag: z.string(),
    rule: z.unknown(),
    usedBy: z.array(z.string()),
    usedByCount: z.number().int(),
  })
  .openapi('Segment')

export const keyKind = z.enum(evaluationKeyKinds, 'server, client or telemetry')
export const keyInput = z
  .strictObject(
    {
      name: z.string(tokenNameText).trim().min(1, tokenNameText).max(100, tokenNameText),
      kind: keyKind,
      expiresAt: z.iso.datetime({ offset: true, error: futureText }).optional(),
    },
    'an object of name, kind and, if it is to end, expiresAt',
  )
  .openapi('EvaluationKeyInput')
export const key = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: keyKind,
    createdAt: time,
    createdBy: z.string(),
    expiresAt: time.optional(),
    revokedAt: time.optional(),
  })
  .openapi('EvaluationKey')
export const newKey = key
  .extend({ key: z.string().optional().openapi({ description: 'Shown once.' }), published: z.boolean() })
  .openapi('NewEvaluationKey')
const direction = z.enum(['lowers', 'keeps', 'raises', 'unknown'])
const share = z.number().openapi({ description: 'Of evenly spread sample users, 0 to 1.' })
export const plannedFlag = z
  .object({
    key: z.string(),
    change,
    exposure: z.object({
      direction,
      lowers: z.boolean(),
      raises: z.boolean(),
      shareBefore: share,
      shareAfter: share,
      decidedBy: z.enum(['rules', 'samples']),
      why: z.string(),
    }),
    lines,
    approval: z.boolean(),
    notes: z.array(z.string()),
  })
  .openapi('PlannedFlag')

export const plan = z
  .object({
    base: revisionHash,
    number: z.number().int(),
    revision: revisionHash,
    flags: z.number().int(),
    changes: z.array(plannedFlag),
    segments: z.array(z.object({ name: z.string(), change, lines })),
    unlisted: z.number().int(),
    needs: z.object({ reason: z.boolean(), approval: z.array(z.string()) }),
    obstacles: z.array(
      z.object({
        kind: z.string(),
        detail: z.string(),
        problems: z.array(z.object({ path: z.string(), found: z.string(), allowed: z.string() })).optional(),
      }),
    ),
  })
  .openapi('Plan')

export const changeStatus = z.enum([
  'pending',
  'approved',
  'rejected',
  'withdrawn',
  'expired',
  'applied',
  'reviewed',
  'undone',
])
export const changeKind = z.enum(['approval', 'break-glass'])

export const changeRecord = z
  .object({
    id: z.string().openapi({ example: 'c7' }),
    kind: changeKind,
    status: changeStatus,
    by: z.string(),
    at: time,
    reason: z.string(),
    expiresAt: time,
    base: z.number().int(),
    flags: z.array(plannedFlag),
    decidedAt: time.optional(),
    decidedBy: z.string().optional(),
    decision: z.string().optional(),
    number: z.number().int().optional(),
  })
  .openapi('Change')

export const pendingAnswer = z.object({ pending: changeRecord }).openapi('Pending')
