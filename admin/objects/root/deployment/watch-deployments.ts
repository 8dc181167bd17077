// Watching what went live: telemetry of its system makes it observed, and an hour of it stable. Whoever hears nothing changes
// nothing, so that silence is never taken for health.

import { silentAfterMs, step } from '../../../../domain/deployment/deployment.ts'
import { shardOf } from '../../../../protocol/telemetry.ts'
import { bounded, timedOut } from '../../../waiting.ts'
import type { Db } from '../database.ts'
import { appendAudit } from '../stores/audit-log.ts'
import {
  type Deployment,
  dueDeployments,
  findDeployment,
  nextDeploymentAt,
  saveDeployment,
} from '../stores/deployment-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'

type Around = Pick<TickerSurroundings, 'now' | 'sleep' | 'telemetry'>

const telemetryWaitMs = 2_000
const askEveryMs = 10_000
/** After an hour of hearing nothing there is no hurry any more. */
const askLaterMs = 5 * 60_000
const patienceMs = 60 * 60_000
/** Stands in the records for the passing of time. */
const clock = 'clock'

async function watch(db: Db, around: Around): Promise<void> {
  const due = dueDeployments(db, around.now())
  await Promise.all(due.map(async (row) => judge(db, row, await hear(row, around), around.now())))
}

/** When its system last reported; null for silence, or where telemetry does not answer in time. */
async function hear({ system, liveAt }: Deployment, { now, sleep, telemetry }: Around): Promise<number | null> {
  const sinceMs = Math.max(liveAt ?? 0, now() - silentAfterMs)
  try {
    const asked = telemetry(shardOf(system)).systemOutcomes({ system, cursor: 0, sinceMs })
    const answer = await bounded(asked, telemetryWaitMs, sleep)
    return answer === timedOut ? null : answer.lastAtMs
  } catch {
    return null
  }
}

function judge(db: Db, { id }: Deployment, lastAtMs: number | null, nowMs: number): void {
  db.transaction(() => {
    const row = findDeployment(db, id) as Deployment
    // Ended while telemetry was asked.
    if (row.dueAt === null) return
    const stepped = step(row, { kind: 'asked', lastAtMs, nowMs })
    if (!stepped.ok) throw new Error(`${id} cannot be asked about: ${stepped.error.join('; ')}`)
    const { status, observedAt } = stepped.value
    const isOver = status === 'stable'
    saveDeployment(db, id, { status, observedAt, dueAt: isOver ? null : nextAskAt(row, nowMs) })
    if (status === row.status) return
    const { system, version } = row
    appendAudit(db, nowMs, clock, {
      action: `deployment.${status}`,
      subject: id,
      detail: { system, version, lastAtMs },
    })
  })
}

const nextAskAt = ({ liveAt }: Deployment, nowMs: number): number =>
  nowMs + (nowMs - (liveAt ?? nowMs) < patienceMs ? askEveryMs : askLaterMs)

/** A due time that a clock set back has left far ahead is no reason to wait. */
function nextAt(db: Db, nowMs: number): number | undefined {
  const dueAt = nextDeploymentAt(db)
  return dueAt === undefined ? undefined : Math.min(dueAt, nowMs + askLaterMs)
}

export const deploymentTicker: Ticker = { name: 'deployments', nextAt, run: watch }
