// A room of its own for a SEV1 or SEV2, where a channel is set up to make them: opened before anything else of the incident
// goes there. Elsewhere the incident's page and its thread are the room.

import { isMajor } from '../../../../domain/incident/incident.ts'
import { ownProperty } from '../../../../domain/json.ts'
import type { Message } from '../../../../domain/notification/message.ts'
import { roomName } from '../../../../domain/notification/room-name.ts'
import { hashText } from '../../../hash-text.ts'
import type { Db } from '../database.ts'
import { type KeptChannel, usedChannels } from '../stores/channel-rows.ts'
import type { Incident } from '../stores/incident-rows.ts'
import { enqueue } from '../stores/notification-rows.ts'
import { hasRoom, messageIncident, recipientOf } from './facts-of.ts'

/** Of the room's name, so that it is no other incident's, here or at another deployment. */
const markChars = 6

const makesRooms = ({ type, settings, audiences }: KeptChannel): boolean =>
  type === 'slack' && ownProperty(settings, 'rooms') === true && audiences.includes('responders')

/** Opens the room where it is missing, and brings whoever commands in: now that it is opened, or that the command changed. */
export function openRooms(db: Db, incident: Incident, didCommandChange: boolean, nowMs: number): void {
  for (const channel of usedChannels(db).filter(makesRooms)) {
    const isThere = hasRoom(db, incident.id, channel.id)
    if (!isThere && !isMajor(incident.severity)) continue
    if (!isThere) send(db, incident, channel, { room: 'open', text: '' }, nowMs)
    const to = incident.commander === null ? undefined : recipientOf(db, incident.commander)
    const isInvited = !isThere || didCommandChange
    if (isInvited && to?.slack !== undefined) send(db, incident, channel, { room: 'invite', text: '', to }, nowMs)
  }
}

type RoomMessage = Pick<Message, 'room' | 'text' | 'to'>

function send(db: Db, incident: Incident, { id: channel }: KeptChannel, said: RoomMessage, nowMs: number): void {
  const message: Message = {
    kind: 'room',
    audience: 'responders',
    incident: messageIncident(incident),
    title: roomName(incident.id, incident.title, hashText(`room ${incident.roomKey}`).slice(0, markChars)),
    ...said,
  }
  enqueue(db, { incident: incident.id, channel, purpose: 'update', message }, nowMs)
}
