// What people and monitoring hand in about incidents, as the API's description shows it.

import { z } from '@hono/zod-openapi'
import { containmentHows } from '../../domain/incident/step-incident.ts'
import { plainText } from '../../domain/plain-text.ts'
import { noteKinds } from '../objects/root/incident/note-incident.ts'
import { phase, severity } from './incident-shapes.ts'
import * as shapes from './shapes.ts'

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

export const alertsInput = z
  .looseObject({ version: z.literal('4'), groupKey: z.string(), status: z.string(), alerts: z.array(z.unknown()) })
  .openapi('AlertmanagerNotification')
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
