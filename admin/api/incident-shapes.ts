// The shapes of incidents and of the people who answer for them, as the API's description shows them.

import { z } from '@hono/zod-openapi'
import { incidentSources, phases } from '../../domain/incident/incident.ts'
import { containmentHows } from '../../domain/incident/step-incident.ts'
import * as shapes from './shapes.ts'

const whole = z.number().int()
const severityText = '1, 2, 3 or 4; 1 is the worst'
export const severity = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], severityText)
  .openapi({ description: severityText })
export const phase = z.enum(phases, phases.join(', '))
export const source = z.enum(incidentSources, incidentSources.join(', '))

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

export const alertsAnswer = z
  .object({ incident: z.string().optional(), opened: z.boolean(), added: whole })
  .openapi('AlertsAnswer')

export const responder = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    phone: z.string().optional(),
    slack: z.string().optional(),
    rank: whole.optional(),
  })
  .openapi('Responder')
