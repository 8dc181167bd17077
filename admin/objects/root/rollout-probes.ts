// Probes of running rollouts: asked every half minute beside the ticks, which never wait for them. What they find counts for
// the system, and a probe that fails three times in a row fails the stage. A run that a move has overtaken is dropped.

import type { Probe } from '../../../domain/rollout/probe.ts'
import { probeSlotOf } from '../../../domain/rollout/probe.ts'
import { afterProbes, noStreaks } from '../../../domain/rollout/probe-rule.ts'
import { step } from '../../../domain/rollout/rollout.ts'
import { shardOf } from '../../../protocol/telemetry.ts'
import { type ProbePorts, type ProbeRun, probeBatch, runProbes } from '../../probes/run-probes.ts'
import { bounded } from '../../waiting.ts'
import { applyStep, guard } from './commands/move-rollout.ts'
import type { Db } from './database.ts'
import type { TickSurroundings } from './rollout-ticks.ts'
import { findRollout, type Rollout, runningRollouts, saveStreaks } from './stores/rollout-rows.ts'

const telemetryWaitMs = 2_000

export interface ProbeSurroundings extends TickSurroundings {
  readonly fetch: ProbePorts['fetch']
}

export class RolloutProbes {
  readonly #db: Db
  #isRunning = false

  constructor(db: Db) {
    this.#db = db
  }

  /** Never rejects. One round at a time: what is slow delays only itself. True where a rollout moved. */
  async run(around: ProbeSurroundings): Promise<boolean> {
    if (this.#isRunning) return false
    this.#isRunning = true
    try {
      const slot = probeSlotOf(around.now())
      const due = runningRollouts(this.#db).filter((rollout) => rollout.probes.length > 0 && slotOf(rollout) < slot)
      const moved = await Promise.all(due.map((rollout) => this.#probe(rollout, slot, around)))
      return moved.includes(true)
    } catch (broken) {
      console.error('the probes could not be asked', broken)
      return false
    } finally {
      this.#isRunning = false
    }
  }

  async #probe(rollout: Rollout, slot: number, around: ProbeSurroundings): Promise<boolean> {
    const { fetch, now, sleep } = around
    const run = await runProbes(rollout.probes as readonly Probe[], { fetch, now, sleep }, slot)
    const moved = this.#db.transaction(() => judge(this.#db, rollout, run, around))
    await tell(rollout, run, around)
    return moved
  }
}

const slotOf = ({ probeStreaks, state }: Rollout): number =>
  probeStreaks === null || probeStreaks.attempt !== state.attempt ? noStreaks.slot : probeStreaks.slot

/** Whether the rollout moved. */
function judge(db: Db, read: Rollout, { slot, results }: ProbeRun, { now, colos }: ProbeSurroundings): boolean {
  const current = findRollout(db, read.id) as Rollout
  const { attempt, status } = current.state
  if (status !== 'running' || attempt !== read.state.attempt) return false
  const before = current.probeStreaks?.attempt === attempt ? current.probeStreaks : noStreaks
  const { streaks, failure } = afterProbes(before, slot, results)
  saveStreaks(db, current.id, { ...streaks, attempt })
  if (failure === null) return false
  const nowMs = now()
  const stepped = step(current.policy, current.state, { kind: 'probe-failed', why: failure, nowMs })
  // A failure only ever lowers, and what lowers is never refused.
  applyStep(db, current, stepped, { nowMs, by: guard, colos: colos() })
  return true
}

async function tell({ id, key, system }: Rollout, run: ProbeRun, { telemetry, sleep }: ProbeSurroundings) {
  const place = system ?? key
  try {
    await bounded(telemetry(shardOf(place)).takeOutcomes(probeBatch(id, place, run)), telemetryWaitMs, sleep)
  } catch (lost) {
    console.warn(`what the probes of ${id} found did not reach telemetry`, lost)
  }
}
