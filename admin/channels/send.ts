// Sends one delivery through one channel, or asks whether it was taken: once, bounded, without following anything, and without
// ever throwing. What it says of a failure holds no secret: of the address only the host is named.

import { checkHost } from '../../domain/net/public-host.ts'
import { discard, readBeginning } from '../read-beginning.ts'
import { bounded, type Sleep, timedOut } from '../waiting.ts'
import type {
  BindingAnswer,
  BindingKind,
  Channel,
  Delivery,
  LookUpOutcome,
  OutgoingEmail,
  OutgoingRequest,
  ProviderAnswer,
  RequestKind,
  SendOutcome,
} from './channel.ts'
import { oneLine, truncate } from './plain-text.ts'
import { redact } from './redact.ts'
import { channelKinds } from './registry.ts'

export interface SendPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly sleep: Sleep
  /** The binding `EMAIL`; absent where a deployment has none. */
  readonly email?: EmailBinding | undefined
  /** A run on one machine, where receivers are on it too. */
  readonly local: boolean
}

export interface EmailBinding {
  readonly send: (email: OutgoingEmail) => Promise<{ readonly messageId: string }>
}

const timeoutMs = 10_000
const maxBodyBytes = 64 * 1024
/** Whoever is asked for a list answers with more. */
const maxLookUpBytes = 2 * 1024 * 1024
const maxDetailLength = 400

/**
 * @example
 * const outcome = await send(channel, { key, seq: 1, nowMs, message, earlier: [] }, ports)
 * // { kind: 'retry', detail: 'slack.com: Slack says ratelimited', retryAfterMs: 30000 }
 */
export async function send(channel: Channel, delivery: Delivery, ports: SendPorts): Promise<SendOutcome> {
  const kind = channelKinds[channel.type]
  try {
    const work =
      kind.via === 'request' ? sendRequest(kind, channel, delivery, ports) : sendEmail(kind, channel, delivery, ports)
    return cleaned(await work, channel)
  } catch (broken) {
    return cleaned({ kind: 'refused', detail: `it cannot be put into a request: ${reasonOf(broken)}` }, channel)
  }
}

/** Where a provider cannot be asked, nobody knows. */
export async function lookUp(channel: Channel, delivery: Delivery, ports: SendPorts): Promise<LookUpOutcome> {
  const kind = channelKinds[channel.type]
  if (kind.via !== 'request' || kind.lookUp === undefined) return { kind: 'unknown', detail: 'it cannot be asked' }
  try {
    const request = kind.lookUp.render(channel, delivery)
    const asked = await ask(request, ports, maxLookUpBytes)
    if ('kind' in asked) return cleaned({ kind: 'unknown', detail: asked.detail }, channel)
    return cleaned(placed(kind.lookUp.read(withoutSecrets(asked, channel), delivery, channel), request.url), channel)
  } catch (broken) {
    return cleaned({ kind: 'unknown', detail: reasonOf(broken) }, channel)
  }
}

function inexpressible({ type }: Channel, { message: { kind, room, to, audience } }: Delivery): SendOutcome {
  if (room === 'invite' && type === 'slack')
    return { kind: 'refused', detail: 'there is no room to bring anybody into' }
  const isInPerson = kind !== 'hook' && kind !== 'room' && to !== undefined
  const detail = isInPerson
    ? `${to.id} cannot be reached through a channel of type ${type}`
    : `a channel of type ${type} has no recipient or no words for this ${kind} to ${audience}`
  return { kind: 'refused', detail }
}

async function sendRequest(
  kind: RequestKind,
  channel: Channel,
  delivery: Delivery,
  ports: SendPorts,
): Promise<SendOutcome> {
  const request = kind.render(channel, delivery)
  if (request === null) return inexpressible(channel, delivery)
  const asked = await ask(request, ports)
  return 'kind' in asked ? asked : placed(kind.read(withoutSecrets(asked, channel), delivery), request.url)
}

/** Before anything is cut off: half a secret would not be recognised. */
const withoutSecrets = (answer: ProviderAnswer, { secrets }: Channel): ProviderAnswer => ({
  ...answer,
  text: redact(answer.text, secrets),
})

/** An answer, or what became of the request instead. */
async function ask(
  { method, url, headers, body }: OutgoingRequest,
  { fetch, sleep, local }: SendPorts,
  maxBytes = maxBodyBytes,
): Promise<ProviderAnswer | Extract<SendOutcome, { detail: string }>> {
  const refused = refuseTarget(url, local)
  if (refused !== null) return { kind: 'refused', detail: refused }
  const stop = new AbortController()
  const init: RequestInit = {
    method,
    headers: { 'user-agent': 'fuseboard', ...headers },
    redirect: 'manual',
    signal: stop.signal,
    ...(body !== undefined && { body }),
  }
  const work = answerOf(fetch(url, init), maxBytes).catch((error: unknown) => ({ broken: reasonOf(error) }))
  const found = await bounded(work, timeoutMs, sleep)
  if (found === timedOut) {
    stop.abort()
    return { kind: 'unknown', detail: `${hostOf(url)}: no answer within ${timeoutMs / 1_000} s` }
  }
  if ('broken' in found) return { kind: 'unknown', detail: `${hostOf(url)}: the connection broke: ${found.broken}` }
  const { status } = found
  if (status === 0 || (status >= 300 && status < 400)) {
    return {
      kind: 'refused',
      detail: `${hostOf(url)}: status ${status}, a redirect to ${targetOf(found, url)}; none is followed`,
    }
  }
  return found
}

async function answerOf(asked: Promise<Response>, maxBytes: number): Promise<ProviderAnswer> {
  const response = await asked
  const { status, headers } = response
  if (status >= 300 && status < 400) {
    await discard(response)
    return { status, headers, text: '' }
  }
  return { status, headers, text: await readBeginning(response, maxBytes) }
}

/** Checked when it is configured and again here: what is sent there may be secret. */
function refuseTarget(url: string, local: boolean): string | null {
  const target = URL.parse(url)
  if (target === null) return 'its address is none'
  const why = checkHost(target.hostname, local)
  if (why !== null) return `nothing is sent to ${target.hostname}: ${why}`
  const isLoopback = checkHost(target.hostname, false) !== null
  return target.protocol === 'https:' || (target.protocol === 'http:' && isLoopback)
    ? null
    : `nothing is sent to ${target.hostname} without https`
}

/** Paths and queries may be secret. */
const hostOf = (url: string): string => URL.parse(url)?.host ?? 'its address'

const targetOf = ({ headers }: ProviderAnswer, url: string): string =>
  URL.parse(headers.get('location') ?? '', url)?.host ?? 'nowhere'

async function sendEmail(
  kind: BindingKind,
  channel: Channel,
  delivery: Delivery,
  { email, sleep }: SendPorts,
): Promise<SendOutcome> {
  const outgoing = kind.render(channel, delivery)
  if (outgoing === null) return inexpressible(channel, delivery)
  if (email === undefined) return { kind: 'refused', detail: 'this deployment has no e-mail binding EMAIL' }
  const work = email.send(outgoing).catch((error: unknown): BindingAnswer => {
    const code = (error as { code?: unknown } | null)?.code
    return { code: typeof code === 'string' ? code : undefined, message: reasonOf(error) }
  })
  const found = await bounded(work, timeoutMs, sleep)
  return found === timedOut ? { kind: 'unknown', detail: `no answer within ${timeoutMs / 1_000} s` } : kind.read(found)
}

const placed = <T extends object>(outcome: T, url: string): T =>
  'detail' in outcome ? { ...outcome, detail: `${hostOf(url)}: ${outcome.detail}` } : outcome

const cleaned = <T extends object>(outcome: T, { secrets }: Channel): T =>
  'detail' in outcome
    ? { ...outcome, detail: truncate(redact(oneLine(String(outcome.detail)), secrets), maxDetailLength) }
    : outcome

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
