// Incidents: opening them, reading them, and every step that a person takes in one. A newer server may know more: only what
// the commands rely on is checked.

import { z } from 'zod'
import type { Probe } from '../../domain/rollout/probe.ts'
import type { AuditVerdict, Page } from '../../protocol/admin-records.ts'
import type { AdminApi, Answer } from './admin-api.ts'

const containmentShape = z.looseObject({
  at: z.string(),
  by: z.string(),
  how: z.string(),
  reason: z.string(),
  kills: z.array(z.string()),
  flags: z.array(z.string()),
})

const fixShape = z.looseObject({
  at: z.string(),
  by: z.string(),
  how: z.string(),
  hotfix: z.string().exactOptional(),
  deployment: z.string().exactOptional(),
  reason: z.string(),
})

const verificationShape = z.looseObject({
  startedAt: z.string(),
  passingSince: z.string().nullable(),
  readyAt: z.string().nullable(),
  criteria: z.array(z.looseObject({ id: z.string(), verdict: z.string(), why: z.string() })),
})

const entryShape = z.looseObject({
  id: z.number(),
  at: z.string(),
  actor: z.string(),
  kind: z.string(),
  text: z.string(),
})

const summaryShape = z.looseObject({
  id: z.string(),
  title: z.string(),
  severity: z.number(),
  phase: z.string(),
  systems: z.array(z.string()),
  commander: z.string().exactOptional(),
  source: z.string(),
  openedAt: z.string(),
  openedBy: z.string(),
  closedAt: z.string().exactOptional(),
})

const incidentShape = summaryShape.extend({
  blastRadius: z.array(z.string()),
  roles: z.record(z.string(), z.string()),
  startedAt: z.string().exactOptional(),
  containment: containmentShape.exactOptional(),
  fix: fixShape.exactOptional(),
  verification: verificationShape.exactOptional(),
  relapses: z.number(),
  postMortem: z.looseObject({ owner: z.string(), due: z.string() }).exactOptional(),
  updateDueAt: z.string().exactOptional(),
  nextPageAt: z.string().exactOptional(),
  responseTarget: z.string(),
  missing: z.array(z.string()),
  checklist: z.array(z.looseObject({ text: z.string(), done: z.boolean() })),
  advice: z.looseObject({ choice: z.string(), because: z.array(z.string()) }).exactOptional(),
  page: z.string(),
  timeline: z.array(entryShape),
})

/** With what was cut off in the same transaction; steps that cut nothing say nothing of it. */
const containedShape = incidentShape.extend({
  killed: z.array(z.string()).default([]),
  killedBefore: z.array(z.string()).default([]),
  excepted: z.array(z.string()).default([]),
  killedSystems: z.array(z.string()).default([]),
  warning: z.string().exactOptional(),
})

const verdictShape: z.ZodType<AuditVerdict> = z.looseObject({
  ok: z.boolean(),
  checked: z.number(),
  brokenAt: z.number().exactOptional(),
})

export type IncidentSummary = z.infer<typeof summaryShape>
export type Incident = z.infer<typeof incidentShape>
export type ContainedIncident = z.infer<typeof containedShape>
export type TimelineEntry = z.infer<typeof entryShape>

export interface NewIncident {
  readonly title: string
  readonly severity: number
  readonly systems: readonly string[]
  readonly startedAt?: string
  readonly commander?: string
  /** Whether flags are cut at once; the server decides by severity where it is not said. */
  readonly contain?: boolean
  readonly exceptFlags?: readonly string[]
  readonly reason?: string
}

export const containments = ['killed', 'reverted', 'other', 'none'] as const

/** Steps of an incident that answer with it as it is then, and what each wants to know. */
export interface IncidentSteps {
  readonly contain: {
    readonly how: (typeof containments)[number]
    readonly reason: string
    readonly flags?: readonly string[]
    readonly systems?: readonly string[]
  }
  readonly advance: { readonly to?: string; readonly reason?: string }
  readonly note: { readonly kind: 'note' | 'hypothesis' | 'log' | 'link'; readonly text: string; readonly url?: string }
  readonly severity: { readonly severity: number; readonly reason?: string }
  readonly command: { readonly commander: string }
  readonly roles: { readonly role: string; readonly responder: string | null }
  readonly systems: { readonly systems: readonly string[]; readonly reason: string }
  readonly fix: {
    readonly how: 'revert' | 'hotfix'
    readonly hotfix?: string
    readonly deployment?: string
    readonly reason: string
  }
  readonly relapse: { readonly reason: string }
  readonly close: { readonly reason?: string }
  readonly postmortem: { readonly owner: string; readonly due: string }
  readonly probes: { readonly probes: readonly Probe[] }
}

export interface IncidentUpdate {
  readonly text: string
  readonly audiences?: readonly string[]
  readonly status?: string
}

const pathOf = (id: string): string => `api/v1/incidents/${encodeURIComponent(id)}`

/** Newest first. */
export const listIncidents = (
  api: AdminApi,
  filter: Record<string, string>,
  most: number,
): Answer<Page<IncidentSummary>> => api.list('api/v1/incidents', filter, summaryShape, most)

export const getIncident = (api: AdminApi, id: string): Answer<Incident> => api.get(pathOf(id), incidentShape)

export const openIncident = (api: AdminApi, incident: NewIncident): Answer<ContainedIncident> =>
  api.post('api/v1/incidents', incident, {}, containedShape)

const readinessShape = z.looseObject({
  ready: z.boolean(),
  items: z.array(z.looseObject({ text: z.string(), done: z.boolean() })),
})

export const readReadiness = (api: AdminApi): Answer<z.infer<typeof readinessShape>> =>
  api.get('api/v1/readiness', readinessShape)

export const stepIncident = <S extends keyof IncidentSteps>(
  api: AdminApi,
  id: string,
  step: S,
  body: IncidentSteps[S],
): Answer<ContainedIncident> => api.post(`${pathOf(id)}/${step}`, body, {}, containedShape)

/** Who hears of it is in the notifications; what the answer says is the server's own. */
export const writeUpdate = (api: AdminApi, id: string, update: IncidentUpdate): Answer<unknown> =>
  api.post(`${pathOf(id)}/update`, update, {}, z.unknown())

/** From the beginning. */
export const listTimeline = (api: AdminApi, id: string, most: number): Answer<Page<TimelineEntry>> =>
  api.list(`${pathOf(id)}/timeline`, {}, entryShape, most)

export const verifyTimeline = (api: AdminApi, id: string): Answer<AuditVerdict> =>
  api.get(`${pathOf(id)}/timeline/verify`, verdictShape)

/** Markdown, with the ETag that a change of it has to name. */
export const getPostMortem = (api: AdminApi, id: string) => api.getMarkdown(`${pathOf(id)}/postmortem`)

/** Sent once. `etag` is of the text that it replaces; * replaces any. */
export const putPostMortem = (api: AdminApi, id: string, text: string, etag: string) =>
  api.putMarkdown(`${pathOf(id)}/postmortem`, text, etag)
