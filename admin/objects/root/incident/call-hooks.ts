// Calling the systems' own addresses when something happens to them: to scale up what is healthy, to collect logs, to
// contain. Part of a transaction: written into the outbox, never called from here.

import type { JsonObject } from '../../../../domain/json.ts'
import type { Message } from '../../../../domain/notification/message.ts'
import type { Db } from '../database.ts'
import { hooksFor } from '../stores/channel-rows.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { enqueue } from '../stores/notification-rows.ts'

export type HookEvent = 'contain' | 'logs' | 'scale'

/** Affected systems; for `scale` those that depend on them and are not affected themselves. */
const systemsFor = ({ systems, blastRadius }: Incident, event: HookEvent): readonly string[] =>
  event === 'scale' ? blastRadius.filter((id) => !systems.includes(id)) : systems

/**
 * Each address is called once, with all the systems that it is called for as `systems` in its data. Answers the ids of the
 * channels.
 */
export function callHooks(
  db: Db,
  incident: Incident,
  event: HookEvent,
  data: JsonObject,
  nowMs: number,
): readonly string[] {
  const called = new Map<string, string[]>()
  for (const system of systemsFor(incident, event)) {
    for (const { id } of hooksFor(db, event, system)) called.set(id, [...(called.get(id) ?? []), system])
  }
  for (const [channel, systems] of called) {
    const message = hookMessage(incident, event, { ...data, incident: incident.id, systems })
    enqueue(db, { incident: incident.id, channel, purpose: 'hook', message }, nowMs)
  }
  return [...called.keys()]
}

function hookMessage(incident: Incident, event: HookEvent, data: JsonObject & { systems: readonly string[] }): Message {
  const { id, title, severity, phase, systems } = incident
  return {
    kind: 'hook',
    audience: 'responders',
    incident: { id, title, severity, phase, systems },
    title: `${id}: ${event} ${data.systems.join(', ')}`,
    text: title,
    hook: { event, data },
  }
}
