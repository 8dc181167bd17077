// Getting what was committed out of the door. Two lanes that never wait for each other: `snapshot` writes a revision's text
// and, once KV has acknowledged it, lets the feed name it; `head` mirrors the feed. Everything it knows stands in tables, so
// that it can be dropped at any point and begun again.

import type { Db } from '../objects/root/database.ts'
import { readPosition } from '../objects/root/stores/positions.ts'
import { type Backlog, type PublishKind, postpone, readBacklog } from '../objects/root/stores/publish-rows.ts'
import { mirrorHead } from './mirror-head.ts'
import type { PublishParts, StepError } from './publish-parts.ts'
import { publishSnapshot } from './publish-snapshot.ts'
import { Reconciliation } from './reconcile.ts'
import { retireSnapshots } from './retire-snapshots.ts'
import { publishRetryDelayMs } from './retry-delay.ts'

/** KV takes one write a second per key. */
export const headIntervalMs = 1_000

type Lane = 'snapshot' | 'head'

export class Publisher {
  readonly #parts: PublishParts
  readonly #running: Partial<Record<Lane, Promise<void>>> = {}
  readonly #reconciliation: Reconciliation

  constructor(parts: PublishParts) {
    this.#parts = parts
    this.#reconciliation = new Reconciliation(parts)
  }

  /** Null once this root knows where it stands; see `Reconciliation`. */
  settled(): Promise<StepError> {
    return this.#reconciliation.settled()
  }

  /** Works off all that is due. Never rejects. */
  async run(): Promise<void> {
    await Promise.all([this.runLane('snapshot'), this.runLane('head')])
  }

  runLane(lane: Lane): Promise<void> {
    const running = this.#running[lane]
    if (running !== undefined) return running
    const work = this.#drain(lane).finally(() => {
      delete this.#running[lane]
    })
    this.#running[lane] = work
    return work
  }

  async #drain(lane: Lane): Promise<void> {
    const kinds: readonly PublishKind[] = lane === 'head' ? ['head'] : ['snapshot', 'retire']
    for (;;) {
      const { db, now } = this.#parts
      const kind = kinds.find((one) => (dueAt(db, one) ?? Number.POSITIVE_INFINITY) <= now())
      if (kind === undefined) return
      await this.#step(kind, readBacklog(db, kind) as Backlog)
    }
  }

  async #step(kind: PublishKind, backlog: Backlog): Promise<void> {
    const { db, now, onDue } = this.#parts
    const error = await this.#work(kind, backlog).catch((thrown: unknown): StepError => {
      console.error(`publishing (${kind}) broke`, thrown)
      return `publishing broke: ${thrown instanceof Error ? thrown.message : String(thrown)}`
    })
    if (error !== null) {
      const attempts = backlog.attempts + 1
      postpone(db, kind, attempts, now() + publishRetryDelayMs(attempts), error)
    }
    onDue()
  }

  async #work(kind: PublishKind, backlog: Backlog): Promise<StepError> {
    const unsettled = await this.settled()
    if (unsettled !== null) return unsettled
    if (kind === 'snapshot') return publishSnapshot(this.#parts, backlog)
    return kind === 'head' ? mirrorHead(this.#parts) : retireSnapshots(this.#parts)
  }
}

/** When a kind has work to do; undefined when it has none. */
export function dueAt(db: Db, kind: PublishKind): number | undefined {
  const backlog = readBacklog(db, kind)
  if (backlog === undefined || kind !== 'head') return backlog?.dueAt
  return Math.max(backlog.dueAt, readPosition(db).mirroredAt + headIntervalMs)
}

export function nextPublishAt(db: Db): number | undefined {
  const due = (['snapshot', 'head', 'retire'] as const).map((kind) => dueAt(db, kind)).filter((at) => at !== undefined)
  return due.length === 0 ? undefined : Math.min(...due)
}
