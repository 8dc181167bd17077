// An incident, channels, and providers in our hands: what they are sent, and what they answer.

import type { Channel, ChannelType, Delivery, LookUpOutcome, SendOutcome } from '../../../admin/channels/channel.ts'
import { openDatabase } from '../../../admin/objects/root/database.ts'
import type { Providers } from '../../../admin/objects/root/outbox/providers.ts'
import { type KeptChannel, putChannel } from '../../../admin/objects/root/stores/channel-rows.ts'
import { insertIncident, type NewIncident } from '../../../admin/objects/root/stores/incident-rows.ts'
import { enqueue, type NewNotification } from '../../../admin/objects/root/stores/notification-rows.ts'
import type { Message } from '../../../domain/notification/message.ts'
import { get, inRoot, moveClock } from '../deployment.ts'

type Answer = SendOutcome | 'hang' | 'throw'

/** Providers of every channel. Without a plan everything is taken. */
export class FakeProviders implements Providers {
  hasKey = true
  canLookUp = false
  /** `channel key`, in the order of arrival. */
  readonly asked: string[] = []
  /** What a provider would show: with a key, each once. */
  readonly journal: string[] = []
  readonly lookedUp: string[] = []
  readonly deliveries: Delivery[] = []
  answer: (channel: string, delivery: Delivery) => Answer = () => ({ kind: 'sent', receipt: {} })
  /** Whether what is answered so was taken all the same. */
  takes: (answer: Answer) => boolean = (answer) => answer !== 'hang' && answer !== 'throw' && answer.kind === 'sent'

  traits = (_type: ChannelType) => ({ hasKey: this.hasKey, canLookUp: this.canLookUp })

  send = async (channel: Channel, delivery: Delivery): Promise<SendOutcome> => {
    const place = `${channel.id} ${delivery.key}`
    this.asked.push(place)
    this.deliveries.push(delivery)
    const answer = this.answer(channel.id, delivery)
    if (this.takes(answer) && !(this.hasKey && this.journal.includes(place))) this.journal.push(place)
    if (answer === 'hang') return new Promise<never>(() => {})
    if (answer === 'throw') throw new Error('https://hooks.example.com/secret is away')
    return answer
  }

  lookUp = async (channel: Channel, { key }: Delivery): Promise<LookUpOutcome> => {
    this.lookedUp.push(key)
    return this.journal.includes(`${channel.id} ${key}`)
      ? { kind: 'sent', receipt: { found: true } }
      : { kind: 'absent' }
  }

  /** Texts in the order of arrival. */
  get texts(): string[] {
    return this.deliveries.map(({ message }) => message.text)
  }
}

/** Also after an eviction: what is in the root's memory is gone then. The clock goes on from `atMs`. */
export const provide = (providers: Providers, atMs?: number): Promise<void> =>
  inRoot((root) => {
    root.surroundings.providers = () => providers
    if (atMs === undefined) return
    const moved = atMs - Date.now()
    root.surroundings.now = () => Date.now() + moved
  })

const incident: NewIncident = {
  title: 'Checkout fails',
  severity: 1,
  systems: [],
  blastRadius: [],
  source: 'person',
  dedupe: null,
  openedAt: 0,
  openedBy: 'ann',
  startedAt: null,
  roomKey: 'k',
}

export const addIncident = (): Promise<string> =>
  inRoot((_, { storage }) => insertIncident(openDatabase(storage), incident).id)

export const addChannel = (id: string, more: Partial<KeptChannel> = {}): Promise<void> =>
  inRoot((_, { storage }) => {
    const plain = { type: 'webhook', settings: {}, secrets: {}, audiences: ['responders'], hook: null } as const
    const rest = { pagingRank: null, disabled: null, createdAt: 0, createdBy: 'ann', changedAt: 0 }
    putChannel(openDatabase(storage), { id, ...plain, ...rest, ...more })
  })

export const message = (text: string, more: Partial<Message> = {}): Message => ({
  kind: 'update',
  audience: 'responders',
  title: 'Checkout fails',
  text,
  ...more,
})

/** Writes into the outbox, as the commands of incidents do, and answers the keys. */
export const put = (...news: (Partial<NewNotification> & { readonly message: Message })[]): Promise<string[]> =>
  inRoot((root, { storage }) => {
    const db = openDatabase(storage)
    const plain = { incident: 'i1', channel: 'slack', purpose: 'update' } as const
    return news.map((one) => enqueue(db, { ...plain, ...one }, root.surroundings.now()).key)
  })

export const page = (text = 'come', channel = 'pager') =>
  ({ purpose: 'page', channel, message: message(text, { kind: 'page' }) }) as const

/** Looks at the outbox now; answers are there afterwards. */
export const tick = async (): Promise<void> => {
  await inRoot((root) => root.alarm())
  await inRoot(() => scheduler.wait(2))
}

/** Lets seconds pass, with a look at every so many. */
export async function pass(seconds: number, every = 1): Promise<void> {
  for (let passed = 0; passed < seconds; passed += every) {
    await moveClock(every * 1_000)
    await tick()
  }
}

export const notification = async (key: string) => (await get(`/api/v1/notifications/${key}`)).body
export const statusOf = async (key: string): Promise<string> => (await notification(key)).status
export const timeline = (id = 'i1') =>
  inRoot((_, { storage }) => {
    const rows = storage.sql.exec<{ text: string }>('SELECT text FROM incident_timeline WHERE incident = ?', id)
    return rows.toArray().map(({ text }) => text)
  })
export const nowMs = (): Promise<number> => inRoot((root) => root.surroundings.now())
