// The shapes of incidents and of the people who answer for them, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { incidentSources, phases } from '../../domain/incident/incident.ts'
import { containmentHows } from '../../domain/incident/step-incident.ts'
import { plainText } from '../../domain/plain-text.ts'
import { noteKinds } from '../objects/root/incident/note-incident.ts'
import * as shapes from './shapes.ts'

const whole = z.number().int()
const controlCharacter = /\p{Cc}/u

/** One line of plain text, which whoever shows it escapes. */
function line(maxChars: number) {
  const allowed = `one line of 1 to ${maxChars} characters, without control characters`
  return z
    .string(allowed)
    .trim()
    .min(1, allowed)
    .max(maxChars, allowed)
    .refine((text) => !controlCharacter.test(text), allowed)
    .overwrite((text) => text.toWellFormed())
}

const maxNoteChars = 10_000
const noteText = `text of 1 to ${maxNoteChars} characters`
/** Lines stay; other control characters mean nothing, and go. */
const noteBody = z
  .string(noteText)
  .max(maxNoteChars, noteText)
  .overwrite((text) => plainText(text, maxNoteChars))
  .refine((text) => text !== '', noteText)

const names = (what: string, most: number) =>
  z.array(shapes.name, `a list of up to ${most} ${what}`).max(most, `up to ${most} ${what}`)

const severityText = '1, 2, 3 or 4; 1 is the worst'
export const severity = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], severityText)
  .openapi({ description: severityText })
export const phase = z.enum(phases, phases.join(', '))
export const source = z.enum(incidentSources, incidentSources.join(', '))

const timeText = 'a time such as "2027-01-31T12:00:00Z"'
export const openInput = z
  .strictObject(
    {
      title: line(200).openapi({ example: '15 % of payments fail' }),
      severity,
      systems: names('systems', 50),
      startedAt: z.iso.datetime({ offset: true, error: timeText }).optional(),
      commander: shapes.name.optional(),
      contain: z.boolean('true or false').optional().openapi({
        description: 'Kills every enabled flag of its systems. By default for SEV1 and SEV2. Needs the scope kill.',
      }),
      exceptFlags: names('flags', 500).optional(),
      reason: line(500).optional(),
    },
    'an object: {"title": "…", "severity": 1, "systems": ["…"]}',
  )
  .openapi('IncidentInput')

export const containInput = z
  .strictObject(
    {
      how: z.enum(containmentHows, containmentHows.join(', ')),
      reason: line(500),
      flags: names('flags', 500).optional(),
      systems: names('systems', 50).optional(),
    },
    'an object: {"how": "killed", "reason": "…"}',
  )
  .refine(({ how, flags, systems }) => how === 'killed' || (flags === undefined && systems === undefined), {
    path: ['how'],
    error: '"killed", where "flags" or "systems" are named',
  })
  .openapi('IncidentContain')

export const advanceInput = z
  .strictObject({ to: phase.optional(), reason: line(500).optional() }, 'an object: {} or {"to": "…", "reason": "…"}')
  .openapi('IncidentAdvance')

export const maybeReason = z
  .strictObject({ reason: line(500).optional() }, 'an object: {} or {"reason": "…"}')
  .openapi('IncidentMaybeReason')

export const withReason = z.strictObject({ reason: line(500) }, 'an object: {"reason": "…"}').openapi('IncidentReason')

const urlText = 'an https address of up to 2,000 characters'
function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && !controlCharacter.test(text)
}
export const noteInput = z
  .strictObject(
    {
      kind: z.enum(noteKinds, noteKinds.join(', ')),
      text: noteBody,
      url: z.string(urlText).max(2_000, urlText).refine(isHttps, urlText).optional(),
    },
    'an object: {"kind": "note", "text": "…"}',
  )
  .refine(({ kind, url }) => (kind === 'link') === (url !== undefined), {
    path: ['url'],
    error: `${urlText} for the kind "link", and only for it`,
  })
  .openapi('IncidentNote')

export const severityInput = z
  .strictObject({ severity, reason: line(500).optional() }, 'an object: {"severity": 2, "reason": "…"}')
  .openapi('IncidentSeverity')
export const commandInput = z
  .strictObject({ commander: shapes.name }, 'an object: {"commander": "…"}')
  .openapi('IncidentCommand')
export const roleInput = z
  .strictObject(
    { role: line(64), responder: shapes.name.nullable() },
    'an object: {"role": "scribe", "responder": "…"}, or null for nobody',
  )
  .refine(({ role }) => role !== '__proto__', { path: ['role'], error: 'another name' })
  .openapi('IncidentRole')
export const systemsInput = z
  .strictObject({ systems: names('systems', 50), reason: line(500) }, 'an object: {"systems": ["…"], "reason": "…"}')
  .openapi('IncidentSystems')
export const fixInput = z
  .strictObject(
    {
      how: z.enum(['revert', 'hotfix'], 'revert or hotfix'),
      hotfix: shapes.name.optional(),
      deployment: shapes.name.optional(),
      reason: line(500),
    },
    'an object: {"how": "revert", "reason": "…"}',
  )
  .openapi('IncidentFix')

export const timelineEntry = z
  .object({
    id: whole,
    at: shapes.time,
    actor: z.string(),
    kind: z.string(),
    text: z.string(),
    detail: z.record(z.string(), z.unknown()),
    hash: z.string().openapi({ description: 'Covers the entry and the hash before it.' }),
  })
  .openapi('TimelineEntry')

export const timelineVerdict = z
  .object({ ok: z.boolean(), checked: whole, brokenAt: whole.optional() })
  .openapi('TimelineVerdict')

export const incidentSummary = z
  .object({
    id: z.string().openapi({ example: 'i1' }),
    title: z.string(),
    severity,
    phase,
    systems: z.array(z.string()),
    commander: z.string().optional(),
    source,
    openedAt: shapes.time,
    openedBy: z.string(),
    closedAt: shapes.time.optional(),
  })
  .openapi('IncidentSummary')

const containment = z.object({
  at: shapes.time,
  by: z.string(),
  how: z.enum(containmentHows),
  reason: z.string(),
  kills: z.array(z.string()),
  flags: z.array(z.string()),
})
const fix = z.object({
  at: shapes.time,
  by: z.string(),
  how: z.enum(['revert', 'hotfix']),
  hotfix: z.string().optional(),
  deployment: z.string().optional(),
  reason: z.string(),
})
const verification = z.object({
  startedAt: shapes.time,
  passingSince: shapes.time.nullable(),
  readyAt: shapes.time.nullable(),
  criteria: z.array(z.object({ id: z.string(), verdict: z.enum(['PASS', 'FAIL', 'HOLD']), why: z.string() })),
})

export const incident = incidentSummary
  .extend({
    blastRadius: z.array(z.string()),
    roles: z.record(z.string(), z.string()),
    startedAt: shapes.time.optional(),
    containment: containment.optional(),
    fix: fix.optional(),
    verification: verification.optional(),
    relapses: whole,
    postMortem: z.object({ owner: z.string(), due: z.string() }).optional(),
    updateDueAt: shapes.time.optional(),
    nextPageAt: shapes.time.optional(),
    responseTarget: z.string(),
    missing: z.array(z.string()).openapi({ description: 'What has to be there before the next phase.' }),
    checklist: z.array(z.object({ text: z.string(), done: z.boolean() })),
    advice: z
      .object({ choice: z.enum(['rollback', 'hotfix', 'either']), because: z.array(z.string()) })
      .optional()
      .openapi({ description: 'Rollback or hotfix: what speaks for which.' }),
    page: z.string().openapi({ description: 'Its page, for whoever has the address.' }),
    timeline: z.array(timelineEntry).openapi({ description: 'The newest hundred, oldest first.' }),
  })
  .openapi('Incident')

const contained = {
  killed: z.array(z.string()),
  killedBefore: z.array(z.string()),
  excepted: z.array(z.string()),
  killedSystems: z.array(z.string()),
}
export const containedIncident = incident.extend(contained).openapi('ContainedIncident')
export const openedIncident = incident
  .extend({ ...contained, warning: z.string().optional() })
  .openapi('OpenedIncident')

export const alertsInput = z
  .looseObject({ version: z.literal('4'), groupKey: z.string(), status: z.string(), alerts: z.array(z.unknown()) })
  .openapi('AlertmanagerNotification')
export const alertsAnswer = z
  .object({ incident: z.string().optional(), opened: z.boolean(), added: whole })
  .openapi('AlertsAnswer')

const emailText = 'an e-mail address'
const phoneText = 'a number in E.164 such as "+4930123456"'
const slackText = 'a Slack user id such as "U02ABCDEF"'
const rankText = 'a whole number from 1 to 1000; 1 is paged first'
export const responderInput = z
  .strictObject(
    {
      name: line(100),
      email: z.email(emailText).max(254, emailText).optional(),
      phone: z
        .string(phoneText)
        .regex(/^\+[1-9]\d{6,14}$/, phoneText)
        .optional(),
      slack: z
        .string(slackText)
        .regex(/^[UW][A-Z0-9]{5,20}$/, slackText)
        .optional(),
      rank: z.number(rankText).int(rankText).min(1, rankText).max(1_000, rankText).optional(),
    },
    'an object of name and, where there are any, email, phone, slack and rank',
  )
  .openapi('ResponderInput')
export const responder = z.object({ id: z.string(), ...responderInput.shape }).openapi('Responder')
