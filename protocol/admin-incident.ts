// Incidents as the admin API tells them. Times are ISO 8601 in UTC.

import type { Audience, IncidentSource, Phase, Severity } from '../domain/incident/incident.ts'
import type { JsonObject } from '../domain/json.ts'
import type { PublicStatus } from '../domain/notification/message.ts'

/** Somebody who answers for incidents. */
export interface ResponderRecord {
  readonly id: string
  readonly name: string
  readonly email?: string
  /** E.164, for example +4930123456. */
  readonly phone?: string
  /** A Slack user id. */
  readonly slack?: string
  /** 1 is paged first. Absent: never paged by itself. */
  readonly rank?: number
}

/** How the damage was stopped. */
export interface Containment {
  readonly at: string
  readonly by: string
  /** `killed`: flags are off. `reverted`: what changed was taken back. `none`: nothing can be done, and why. */
  readonly how: 'killed' | 'reverted' | 'other' | 'none'
  readonly reason: string
  /** Ids of the kills. */
  readonly kills: readonly string[]
  readonly flags: readonly string[]
}

/** What repaired it. */
export interface Fix {
  readonly at: string
  readonly by: string
  readonly how: 'revert' | 'hotfix'
  readonly hotfix?: string
  readonly deployment?: string
  readonly reason: string
}

/** How long everything has held. */
export interface Verification {
  readonly startedAt: string
  /** Since when every criterion holds without a break; null while one does not. */
  readonly passingSince: string | null
  /** When it may be closed, if nothing breaks. */
  readonly readyAt: string | null
  readonly criteria: readonly {
    readonly id: string
    readonly verdict: 'PASS' | 'FAIL' | 'HOLD'
    readonly why: string
  }[]
}

export interface PostMortemPlan {
  readonly owner: string
  readonly due: string
}

export interface TimelineEntry {
  readonly id: number
  readonly at: string
  readonly actor: string
  /** opened, contained, moved, note, hypothesis, log, link, update, page, delivery, severity, command, …: for filters. */
  readonly kind: string
  readonly text: string
  readonly detail: JsonObject
  readonly hash: string
}

export interface IncidentSummary {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  readonly phase: Phase
  readonly systems: readonly string[]
  readonly commander?: string
  readonly source: IncidentSource
  readonly openedAt: string
  readonly openedBy: string
  readonly closedAt?: string
}

export interface IncidentRecord extends IncidentSummary {
  /** The systems and all that depend on them, as they were when its systems were last set. */
  readonly blastRadius: readonly string[]
  readonly roles: Readonly<Record<string, string>>
  /** When it began for users, as far as that is known. */
  readonly startedAt?: string
  readonly containment?: Containment
  readonly fix?: Fix
  readonly verification?: Verification
  readonly relapses: number
  readonly postMortem?: PostMortemPlan
  /** When the next update has to be out. */
  readonly updateDueAt?: string
  /** When whoever comes next is paged; absent once somebody commands. */
  readonly nextPageAt?: string
  /** What its severity promises. */
  readonly responseTarget: string
  /** What has to be there before the next phase; empty where it may go on. */
  readonly missing: readonly string[]
  /** What to do now, and what is done. */
  readonly checklist: readonly { readonly text: string; readonly done: boolean }[]
  /** Rollback or hotfix: what speaks for which. */
  readonly advice?: { readonly choice: 'rollback' | 'hotfix' | 'either'; readonly because: readonly string[] }
  /** Where its page is, below the address of the admin worker; whoever has it may read. */
  readonly page: string
  /** The newest hundred, oldest first. */
  readonly timeline: readonly TimelineEntry[]
}

/** What containing did, beside the incident as it is then. */
export interface ContainmentAnswer {
  /** Flags that were switched off now. */
  readonly killed: readonly string[]
  /** Flags that were off already. */
  readonly killedBefore: readonly string[]
  /** Enabled flags of its systems that were left as they are, as it was asked for. */
  readonly excepted: readonly string[]
  /** Systems that were killed as a whole, since the feed has no room for their flags. */
  readonly killedSystems: readonly string[]
}

export interface OpenedIncident extends IncidentRecord, ContainmentAnswer {
  /** Why nothing was contained although it was meant to be. */
  readonly warning?: string
}

export interface TimelineVerdict {
  readonly ok: boolean
  readonly checked: number
  /** Id of the first entry that does not fit, or is missing. */
  readonly brokenAt?: number
}

/** What became of a notification of Alertmanager. */
export interface AlertsAnswer {
  /** Id of the incident that it belongs to; absent where nothing fires and none is open. */
  readonly incident?: string
  readonly opened: boolean
  /** Entries that its timeline got: none for a notification that comes again. */
  readonly added: number
}

export interface NotificationRecord {
  readonly key: string
  readonly incident?: string
  readonly audience: Audience
  readonly channel: string
  readonly seq: number
  readonly purpose: 'page' | 'update' | 'hook' | 'test'
  readonly status: NotificationStatus
  readonly title: string
  readonly text: string
  readonly publicStatus?: PublicStatus
  readonly attempts: number
  readonly createdAt: string
  readonly dueAt?: string
  readonly endedAt?: string
  readonly lastError?: string
  readonly fellTo?: string
}

/** What became of an update that somebody wrote. */
export interface IncidentUpdateAnswer {
  readonly incident: string
  readonly text: string
  /** By when the next one has to be out; absent where none is promised. */
  readonly nextUpdateAt?: string
  /** One for each audience and channel; those for customers may wait for an approval. */
  readonly notifications: readonly NotificationRecord[]
}

export const notificationStatuses = [
  'awaiting-approval',
  'pending',
  'sending',
  'unknown',
  'sent',
  'superseded',
  'dead',
  'withdrawn',
] as const
export type NotificationStatus = (typeof notificationStatuses)[number]

/** Whether the next incident may come. */
export interface ReadinessAnswer {
  readonly ready: boolean
  readonly items: readonly { readonly text: string; readonly done: boolean }[]
}
