// A hook for OpenFeature's server and web SDKs: marks the active span with what was served, remembers which unit was served
// which variant, and tells Fuseboard every ten seconds what became of them. It never throws into the application, and holds a
// bounded amount of memory whether or not anybody takes what it sends.

import { BeaconOutbox } from './beacon-outbox.ts'
import { UnitMemory } from './unit-memory.ts'

/** What is needed of a span of `@opentelemetry/api`. */
export interface ActiveSpan {
  setAttributes(attributes: Record<string, string>): unknown
  addEvent(name: string, attributes: Record<string, string>): unknown
}

export interface OutcomesHookOptions {
  /** Of the evaluators, without a path: `https://flags.example`. */
  readonly url: string
  /** A telemetry key on servers; in browsers the client key. */
  readonly key?: string
  /** Who is telling: the name of this system in the system map. */
  readonly system: string
  /** `() => trace.getActiveSpan()`, where spans are wanted. */
  readonly activeSpan?: () => ActiveSpan | undefined
  /** `(url, body) => navigator.sendBeacon(url, body)`: for the last beacon of a page. */
  readonly sendBeacon?: (url: string, body: string) => boolean
  /** 0 flushes only when it is asked to. Default 10,000. */
  readonly flushEveryMs?: number
  /** Units that are remembered. Default 10,000. */
  readonly maxUnits?: number
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  readonly now?: () => number
  readonly newId?: () => string
}

/** What an SDK hands to a hook, as far as it is read here. */
interface Evaluated {
  readonly flagKey: string
  readonly variant?: string
  readonly flagMetadata?: Readonly<Record<string, unknown>>
}

/** A beacon that is not answered within this is sent again. */
const answerTimeoutMs = 8_000

/**
 * @example
 * const outcomes = new OutcomesHook({ url: 'https://flags.example', key: 'fb_…', system: 'shop' })
 * OpenFeature.addHooks(outcomes)
 * try { await checkout(user) } catch (error) { outcomes.failed(user.id); throw error }
 */
export class OutcomesHook {
  readonly #options: OutcomesHookOptions
  readonly #units: UnitMemory
  readonly #outbox: BeaconOutbox
  readonly #timer: ReturnType<typeof setInterval> | undefined
  #flushing: Promise<void> | undefined
  #notBeforeMs = 0

  constructor(options: OutcomesHookOptions) {
    this.#options = options
    this.#units = new UnitMemory(options.maxUnits ?? 10_000)
    this.#outbox = new BeaconOutbox(options.system, options.newId ?? (() => crypto.randomUUID()))
    const everyMs = options.flushEveryMs ?? 10_000
    if (everyMs <= 0) return
    const timer: unknown = setInterval(() => void this.flush(), everyMs)
    this.#timer = timer as ReturnType<typeof setInterval>
    // In Node a timer keeps the process alive, and counting must not.
    if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref()
  }

  /** Called by the SDK. An answer without a variant is the code's own default: nothing was served. */
  after(hookContext: { readonly context: { readonly targetingKey?: string } }, details: Evaluated): void {
    const { flagKey: flag, variant, flagMetadata } = details
    if (variant === undefined) return
    const version = typeof flagMetadata?.version === 'string' ? flagMetadata.version : undefined
    this.#mark(flag, variant, version)
    const unit = hookContext.context.targetingKey
    if (unit === undefined || unit === '') return
    this.#units.served(unit, { flag, variant, ...(version !== undefined && { version }) })
  }

  /** Something went wrong for this user or session. Only the first time counts. */
  failed(unit: string): void {
    this.#units.became(unit, 'failing')
  }

  /** What the flag is for has happened. Only the first time counts. */
  converted(unit: string): void {
    this.#units.became(unit, 'converted')
  }

  /** A measured duration, in milliseconds: every one counts. */
  took(unit: string, ms: number): void {
    this.#units.took(unit, ms)
  }

  /** Batches that were given up. */
  get lost(): number {
    return this.#outbox.lost
  }

  /** Sends what was counted. Never rejects: what is not taken is sent again with the next one. */
  flush(): Promise<void> {
    this.#flushing ??= this.#flush().finally(() => {
      this.#flushing = undefined
    })
    return this.#flushing
  }

  /** Ends the timer and sends what is left: by `sendBeacon` where there is one, since a page that is left waits for nothing. */
  async close(): Promise<void> {
    if (this.#timer !== undefined) clearInterval(this.#timer)
    const { sendBeacon, key, url } = this.#options
    if (sendBeacon === undefined) return this.flush()
    const nowMs = this.#collect()
    const address = `${url}/v1/outcomes${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`
    for (const batch of this.#outbox.waiting(nowMs)) {
      if (sendBeacon(address, this.#outbox.bodyOf(batch, nowMs))) this.#outbox.settle(batch, true)
    }
  }

  #mark(flag: string, variant: string, version: string | undefined): void {
    const attributes = {
      'feature_flag.key': flag,
      'feature_flag.result.variant': variant,
      ...(version !== undefined && { 'feature_flag.version': version }),
    }
    const span = this.#options.activeSpan?.()
    // A span has each attribute once, so a request of several flags tells them by events.
    span?.setAttributes(attributes)
    span?.addEvent('feature_flag.evaluation', attributes)
  }

  #collect(): number {
    const nowMs = (this.#options.now ?? Date.now)()
    this.#outbox.add(this.#units.take(), nowMs)
    return nowMs
  }

  async #flush(): Promise<void> {
    const nowMs = this.#collect()
    if (nowMs < this.#notBeforeMs) return
    for (const batch of this.#outbox.waiting(nowMs)) {
      const answer = await this.#send(this.#outbox.bodyOf(batch, nowMs))
      if (answer === undefined || answer.status === 429 || answer.status >= 500) {
        const seconds = Number(answer?.headers.get('retry-after') ?? 0)
        this.#notBeforeMs = nowMs + (seconds > 0 ? Math.min(seconds, 300) * 1000 : 0)
        return
      }
      this.#outbox.settle(batch, answer.ok)
    }
  }

  async #send(body: string): Promise<Response | undefined> {
    const { url, key, fetch: send = fetch } = this.#options
    const headers = { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) }
    const signal = AbortSignal.timeout(answerTimeoutMs)
    try {
      const answer = await send(`${url}/v1/outcomes`, { method: 'POST', headers, body, signal })
      await answer.text()
      return answer
    } catch {
      return undefined
    }
  }
}
