// Notifications of Prometheus Alertmanager, webhook version 4. Members that are not named here are left alone, since later
// versions add some; those that are used have to be what they are.

import { isJsonObject, type Json, type JsonObject, pointer } from '../domain/json.ts'
import { type Problem, problem } from '../domain/problem.ts'
import { fail, ok, type Result } from '../domain/result.ts'

/** Bytes of a notification. Alertmanager's `max_alerts` keeps them smaller. */
export const maxAlertsBytes = 1024 * 1024
export const maxAlerts = 1_000

export interface Alert {
  readonly status: 'firing' | 'resolved'
  /** Names the alert among all: of equal labels. */
  readonly fingerprint: string
  readonly labels: ReadonlyMap<string, string>
  readonly annotations: ReadonlyMap<string, string>
  /** Unix milliseconds; null where it is not told. */
  readonly startsAtMs: number | null
  readonly url?: string
}

/**
 * @example
 * { "version": "4", "groupKey": "{}:{alertname=\"ErrorsHigh\"}", "status": "firing", "alerts": [{ "status": "firing",
 *   "labels": { "alertname": "ErrorsHigh", "system": "payments", "severity": "critical" },
 *   "annotations": { "summary": "15 % of payments fail" }, "startsAt": "2027-01-31T11:58:00Z", "fingerprint": "c3f1a2" }] }
 */
export interface AlertGroup {
  /** The same for every notification of a group. */
  readonly groupKey: string
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly Alert[]
  readonly commonAnnotations: ReadonlyMap<string, string>
  readonly commonLabels: ReadonlyMap<string, string>
}

const maxGroupKeyChars = 16_384
const statusText = '"firing" or "resolved"'

export function parseAlertGroup(value: unknown): Result<AlertGroup, readonly Problem[]> {
  if (!isJsonObject(value)) return fail([problem('', value, 'a notification of Alertmanager: an object')])
  const problems: Problem[] = []
  const refuse = (path: string, found: unknown, allowed: string) => problems.push(problem(path, found, allowed))
  const { version, groupKey, status, alerts, commonAnnotations, commonLabels } = own(value)
  if (version !== '4') refuse('/version', version, '"4", the version of the webhook')
  const isKey = typeof groupKey === 'string' && groupKey !== '' && groupKey.length <= maxGroupKeyChars
  if (!isKey) refuse('/groupKey', groupKey, `text of 1 to ${maxGroupKeyChars} characters`)
  if (!isStatus(status)) refuse('/status', status, statusText)
  const isList = Array.isArray(alerts) && alerts.length > 0 && alerts.length <= maxAlerts
  if (!isList) refuse('/alerts', alerts, `a list of 1 to ${maxAlerts} alerts; "max_alerts" of the receiver limits them`)
  const parsed = isList ? alerts.map((alert, i) => parseAlert(alert, pointer('/alerts', i), refuse)) : []
  if (problems.length > 0) return fail(problems)
  return ok({
    groupKey: groupKey as string,
    status: status as AlertGroup['status'],
    alerts: parsed as Alert[],
    commonAnnotations: textsOf(commonAnnotations),
    commonLabels: textsOf(commonLabels),
  })
}

type Refuse = (path: string, found: unknown, allowed: string) => void

function parseAlert(value: Json, at: string, refuse: Refuse): Alert | undefined {
  if (!isJsonObject(value)) {
    refuse(at, value, 'an alert: an object')
    return undefined
  }
  const { status, fingerprint, labels, annotations, startsAt, generatorURL } = own(value)
  if (!isStatus(status)) refuse(`${at}/status`, status, statusText)
  if (!isJsonObject(labels)) refuse(`${at}/labels`, labels, 'an object of texts')
  const isPrint = typeof fingerprint === 'string' && fingerprint !== '' && fingerprint.length <= 256
  if (!isPrint) refuse(`${at}/fingerprint`, fingerprint, 'text of 1 to 256 characters')
  const startsAtMs = typeof startsAt === 'string' ? Date.parse(startsAt) : Number.NaN
  return {
    status: status as Alert['status'],
    fingerprint: String(fingerprint).toWellFormed(),
    labels: textsOf(labels),
    annotations: textsOf(annotations),
    startsAtMs: Number.isNaN(startsAtMs) ? null : startsAtMs,
    ...(typeof generatorURL === 'string' && { url: generatorURL }),
  }
}

const isStatus = (value: unknown): boolean => value === 'firing' || value === 'resolved'

/** Own members only: what every object inherits is none of the sender's. */
const own = (value: JsonObject): Record<string, Json | undefined> => Object.assign(Object.create(null), value)

/** Its members that are text. */
function textsOf(value: Json | undefined): ReadonlyMap<string, string> {
  if (!isJsonObject(value)) return new Map()
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
