// Alerts of Prometheus Alertmanager become an incident: one per group while it is open, however often a notification comes. An
// alert raises severity and adds systems; that it is resolved is noted, and closes nothing. Alerts never kill by themselves.

import { alertSeverity } from '../../../../domain/incident/alert-severity.ts'
import type { Severity } from '../../../../domain/incident/incident.ts'
import { plainLine, plainText } from '../../../../domain/plain-text.ts'
import { ok } from '../../../../domain/result.ts'
import type { AlertsAnswer } from '../../../../protocol/admin-incident.ts'
import type { Alert, AlertGroup } from '../../../../protocol/alertmanager.ts'
import { hashText } from '../../../hash-text.ts'
import type { Act } from '../acts.ts'
import type { Db } from '../database.ts'
import { findDuplicate, findIncident, type Incident } from '../stores/incident-rows.ts'
import { appendTimeline, newestByMember } from '../stores/timeline-rows.ts'
import { setSeverity, setSystems } from './assess-incident.ts'
import { nameableSystems } from './nameable-systems.ts'
import { type IncidentCircumstances, openIncident } from './open-incident.ts'

const maxTitleChars = 200
const maxTextChars = 2_000
const maxSystems = 50

/** Text of an alert that is told; nothing here knows what it says. */
const firing = 'alert'
const resolved = 'alert-resolved'

export const takeAlerts: Act<AlertGroup, AlertsAnswer> = (db, group, { nowMs, actor }, { colos, newKey }) => {
  const how = { nowMs, by: actor.id, colos, newKey }
  const dedupe = hashText(group.groupKey)
  const open = findDuplicate(db, 'alertmanager', dedupe)
  const fire = group.alerts.filter(({ status }) => status === 'firing')
  if (open === undefined && fire.length === 0) return ok({ status: 200, body: { opened: false, added: 0 } })
  const incident = open ?? openFor(db, group, fire, { dedupe, ...how })
  const before = incident.timelineId
  if (open !== undefined && fire.length > 0) worsen(db, open, fire, how)
  const seen = newestByMember(db, incident.id, [firing, resolved], 'fingerprint')
  for (const alert of group.alerts) note(db, incident.id, alert, seen, how)
  const { timelineId } = findIncident(db, incident.id) as Incident
  const body = { incident: incident.id, opened: open === undefined, added: timelineId - before }
  return ok({ status: open === undefined ? 201 : 200, body })
}

const worst = (alerts: readonly Alert[]): Severity =>
  Math.min(...alerts.map(({ labels }) => alertSeverity(labels))) as Severity

/** Systems that alerts name and that something here knows. */
function systemsOf(db: Db, alerts: readonly Alert[]): string[] {
  const known = nameableSystems(db)
  const named = alerts.map(({ labels }) => labels.get('system') ?? labels.get('service') ?? '')
  return [...new Set(named)].filter((id) => known.has(id)).slice(0, maxSystems)
}

function openFor(
  db: Db,
  { commonAnnotations, commonLabels }: AlertGroup,
  fire: readonly Alert[],
  { dedupe, ...how }: IncidentCircumstances & { readonly dedupe: string },
): Incident {
  const told = [commonAnnotations.get('summary'), commonLabels.get('alertname'), fire[0] && titleOf(fire[0])]
  const title = told.map((text) => plainLine(text ?? '', maxTitleChars)).find((text) => text !== '') ?? 'An alert'
  const starts = fire.map(({ startsAtMs }) => startsAtMs).filter((at) => at !== null && at > 0 && at <= how.nowMs)
  const startedAt = starts.length === 0 ? undefined : Math.min(...(starts as number[]))
  const opening = {
    title,
    severity: worst(fire),
    systems: systemsOf(db, fire),
    source: 'alertmanager',
    dedupe,
  } as const
  return openIncident(db, { ...opening, ...(startedAt !== undefined && { startedAt }) }, how)
}

function worsen(db: Db, open: Incident, fire: readonly Alert[], how: IncidentCircumstances): void {
  const severity = worst(fire)
  if (severity < open.severity) setSeverity(db, open, { severity, reason: 'an alert says so' }, how)
  const all = [...new Set([...open.systems, ...systemsOf(db, fire)])]
  if (all.length === open.systems.length || all.length > maxSystems) return
  setSystems(db, findIncident(db, open.id) as Incident, { systems: all, reason: 'alerts name them' }, how)
}

const titleOf = ({ labels, annotations }: Alert): string => annotations.get('summary') ?? labels.get('alertname') ?? ''

/** Once for each time that it fires or is resolved: what is as it was the last time is no news. */
function note(
  db: Db,
  incident: string,
  alert: Alert,
  seen: Map<string, string>,
  { nowMs, by }: IncidentCircumstances,
): void {
  const { fingerprint, status, labels, annotations, url } = alert
  const kind = status === 'firing' ? firing : resolved
  const last = seen.get(fingerprint)
  // One that was over before anybody heard of it is no news either.
  if (last === kind || (last === undefined && kind === resolved)) return
  seen.set(fingerprint, kind)
  const title = plainLine(titleOf(alert), maxTitleChars) || fingerprint
  const description = plainText(annotations.get('description') ?? '', maxTextChars)
  const text = [`${status === 'firing' ? 'Fires' : 'Resolved'}: ${title}`, description].filter((part) => part !== '')
  const named = ['alertname', 'severity', 'system', 'service', 'instance'].flatMap((name) => {
    const value = labels.get(name)
    return value === undefined ? [] : [[name, plainLine(value, maxTitleChars)] as const]
  })
  const link = url !== undefined && /^https?:\/\//.test(url) ? { url: plainLine(url, maxTextChars) } : {}
  const detail = { fingerprint, labels: Object.fromEntries(named), ...link }
  appendTimeline(db, incident, { at: nowMs, actor: by, kind, text: text.join('\n'), detail })
}
