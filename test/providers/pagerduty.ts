// Stands in for PagerDuty's Events API v2, for one integration. Alerts are told apart by their key: a trigger for one that is
// open joins it, and ending one that is not open changes nothing.

import { type FakeProvider, fakeProvider, isText, json, type Members, objectIn, surplus } from './fake-provider.ts'

export interface FakeAlert {
  readonly key: string
  status: 'triggered' | 'acknowledged' | 'resolved'
  /** Events that joined it. */
  readonly events: Members[]
}

const members = ['routing_key', 'event_action', 'dedup_key', 'payload', 'links', 'images', 'client', 'client_url']
const payloadMembers = ['summary', 'source', 'severity', 'timestamp', 'component', 'group', 'class', 'custom_details']
const severities = ['critical', 'error', 'warning', 'info']
const maxBytes = 512 * 1024

export function fakePagerduty(routingKey: string): FakeProvider<FakeAlert> {
  const taken: FakeAlert[] = []
  return fakeProvider(taken, ({ request, url, body }) => {
    if (url.pathname !== '/v2/enqueue' || request.method !== 'POST') return json(404, { message: 'Not Found' })
    const event = objectIn(body)
    const errors = event === null ? ['the body is no object'] : errorsOf(event)
    if (request.headers.get('content-type') !== 'application/json') errors.push('the content type is not JSON')
    if (body.length > maxBytes) return json(413, { status: 'payload too large' })
    if (event?.routing_key !== routingKey) errors.push("'routing_key' is invalid")
    if (event === null || errors.length > 0) {
      return json(400, { status: 'invalid event', message: 'Event object is invalid', errors })
    }
    const key = String(event.dedup_key)
    apply(taken, key, event)
    return json(202, { status: 'success', message: 'Event processed', dedup_key: key })
  })
}

function apply(alerts: FakeAlert[], key: string, event: Members): void {
  const open = alerts.find((alert) => alert.key === key && alert.status !== 'resolved')
  if (event.event_action === 'trigger') {
    if (open === undefined) alerts.push({ key, status: 'triggered', events: [event] })
    else open.events.push(event)
  } else if (open !== undefined) {
    open.status = event.event_action === 'resolve' ? 'resolved' : 'acknowledged'
    open.events.push(event)
  }
}

function errorsOf(event: Members): string[] {
  const errors = surplus(event, members).map((name) => `'${name}' is not known`)
  if (!isText(event.routing_key, 32, 32)) errors.push("Length of 'routing_key' is incorrect (should be 32 characters)")
  if (!isText(event.dedup_key, 255)) errors.push("'dedup_key' is invalid")
  if (!['trigger', 'acknowledge', 'resolve'].includes(String(event.event_action)))
    errors.push("'event_action' is invalid")
  if (event.event_action !== 'trigger') return errors
  const payload = (event.payload ?? {}) as Members
  errors.push(...surplus(payload, payloadMembers).map((name) => `'payload.${name}' is not known`))
  if (!isText(payload.summary, 1_024)) errors.push("'payload.summary' is missing, blank or too long")
  if (!isText(payload.source, 255)) errors.push("'payload.source' is missing or blank")
  if (!severities.includes(String(payload.severity))) errors.push("'payload.severity' is invalid")
  const links = (event.links ?? []) as readonly Members[]
  if (!links.every((link) => isText(link.href, 2_000) && /^https?:/.test(link.href))) errors.push("'links' is invalid")
  return errors
}
