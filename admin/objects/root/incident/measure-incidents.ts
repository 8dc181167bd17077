// Every half minute, what telemetry says of each open incident's systems is added to what it cost; while one is verified, its
// criteria are judged by it. Telemetry that is away is nothing heard: it never passes a criterion.

import type { VerifyCriterion } from '../../../../domain/incident/verification.ts'
import {
  hasRelapsed,
  judgeProbe,
  judgeRollout,
  judgeSystem,
  stepVerify,
} from '../../../../domain/incident/verification.ts'
import type { Probe } from '../../../../domain/rollout/probe.ts'
import { probeSlotOf } from '../../../../domain/rollout/probe.ts'
import { afterProbes, noStreaks } from '../../../../domain/rollout/probe-rule.ts'
import { type SystemAnswer, shardOf } from '../../../../protocol/telemetry.ts'
import { type ProbeRun, runProbes } from '../../../probes/run-probes.ts'
import { bounded, timedOut } from '../../../waiting.ts'
import type { Db } from '../database.ts'
import { hotfixesOf } from '../stores/hotfix-rows.ts'
import { earliest, findIncident, type Incident, openIncidents, saveIncident } from '../stores/incident-rows.ts'
import { findRollout } from '../stores/rollout-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'
import { stepped } from './incident-state.ts'
import {
  addOutcomes,
  begunAt,
  type Measured,
  readMeasured,
  renderVerification,
  systemOf,
  verifyStateOf,
} from './measured.ts'
import { recordRelapse } from './move-incident.ts'

const everyMs = 30_000
/** Stands in the records for what the root does when a time has come. */
const clock = 'clock'
/** Whoever does not answer in time was not heard. */
const telemetryWaitMs = 2_000

interface Heard {
  readonly answers: ReadonlyMap<string, SystemAnswer>
  readonly probes: ProbeRun | null
}

export const measureTicker: Ticker = {
  name: 'measuring incidents',
  nextAt: (db, nowMs) => {
    const due = openIncidents(db).map(({ measureDueAt }) => measureDueAt ?? nowMs)
    return due.length === 0 ? undefined : Math.min(earliest(db, 'measureDueAt') ?? nowMs, ...due, nowMs + everyMs)
  },
  run: async (db, around) => {
    const nowMs = around.now()
    const due = openIncidents(db).filter(({ measureDueAt }) => {
      return measureDueAt === null || measureDueAt <= nowMs || measureDueAt > nowMs + everyMs
    })
    await Promise.all(due.map((incident) => measure(db, incident, around)))
  },
}

async function measure(db: Db, read: Incident, around: TickerSurroundings): Promise<void> {
  const nowMs = around.now()
  // First, so that a process that ends meanwhile, and an answer that breaks, come back in time.
  saveIncident(db, read.id, { measureDueAt: nowMs + everyMs })
  const heard = await hear(read, around)
  db.transaction(() => record(db, read, heard, around))
}

async function hear(incident: Incident, { telemetry, sleep, fetch, now }: TickerSurroundings): Promise<Heard> {
  const measured = readMeasured(incident)
  const answers = new Map<string, SystemAnswer>()
  const ask = async (system: string): Promise<void> => {
    const cursor = measured.systems.find((one) => one.system === system)?.cursor ?? 0
    try {
      const asked = telemetry(shardOf(system)).systemOutcomes({ system, cursor, sinceMs: begunAt(incident) })
      const answer = await bounded(asked, telemetryWaitMs, sleep)
      if (answer !== timedOut) answers.set(system, answer)
    } catch {
      // Not heard: told by the criterion itself.
    }
  }
  const probes = incident.phase === 'verify' ? probesOf(incident) : []
  const slot = probeSlotOf(now())
  const [run] = await Promise.all([
    probes.length === 0 ? null : runProbes(probes, { fetch, now, sleep }, slot),
    ...incident.systems.map(ask),
  ])
  return { answers, probes: run }
}

export const probesOf = ({ probes }: Pick<Incident, 'probes'>): readonly Probe[] =>
  probes === null ? [] : (JSON.parse(probes) as readonly Probe[])

/** What a move has overtaken meanwhile is dropped: it is heard again, since its cursor is not kept either. */
function record(db: Db, read: Incident, heard: Heard, around: TickerSurroundings): void {
  const incident = findIncident(db, read.id) as Incident
  if (incident.phase !== read.phase || incident.measured !== read.measured) return
  const nowMs = around.now()
  const before = readMeasured(incident)
  const isFixed = incident.phase === 'verify'
  const systems = incident.systems.map((system) => {
    const known = systemOf(db, incident, before, system)
    const answer = heard.answers.get(system)
    return answer === undefined ? known : addOutcomes(known, answer, { nowMs, isFixed })
  })
  const dropped = before.systems.filter(({ system }) => !incident.systems.includes(system))
  const measured = { ...before, systems: [...systems, ...dropped], verify: null }
  if (!isFixed) saveIncident(db, incident.id, { measured: JSON.stringify(measured) })
  else verify(db, incident, { measured, heard, before }, around)
}

interface Verifying {
  readonly measured: Measured
  readonly heard: Heard
  readonly before: Measured
}

function verify(db: Db, incident: Incident, { measured, heard, before }: Verifying, around: TickerSurroundings): void {
  const nowMs = around.now()
  const earlier = verifyStateOf(incident, before, nowMs)
  const streaks = before.verify === null ? noStreaks : (before.probeStreaks ?? noStreaks)
  const { probes } = heard
  const probeStreaks = probes === null ? streaks : afterProbes(streaks, probes.slot, probes.results).streaks
  const criteria: VerifyCriterion[] = [
    ...measured.systems
      .filter(({ system }) => incident.systems.includes(system))
      .map(({ system, recent, usualRate }) => {
        const since = recent.filter(({ atMs }) => atMs > earlier.startedAtMs)
        return judgeSystem(system, since, { usualRate, nowMs, hasProbes: probesOf(incident).length > 0 })
      }),
    ...probesOf(incident).map(({ name }) => {
      const result = probes?.results.find((one) => one.name === name)
      const failures = result === undefined ? null : (probeStreaks.failures[name] ?? 0)
      return judgeProbe(name, failures, result?.failure ?? null)
    }),
    ...rolloutCriteria(db, incident),
  ]
  const state = stepVerify(earlier, criteria, nowMs)
  saveIncident(db, incident.id, {
    measured: JSON.stringify({ ...measured, verify: state, probeStreaks }),
    verification: renderVerification(state),
  })
  if (!hasRelapsed(state)) return
  const failed = state.criteria.filter(({ failsNow }) => failsNow)
  const why = failed.map(({ id, why: told }) => `${id}: ${told}`).join('; ')
  const current = findIncident(db, incident.id) as Incident
  const after = stepped(db, current, { kind: 'relapse' }, nowMs)
  if (after.ok) recordRelapse(db, current, { after: after.value, reason: why }, { nowMs, by: clock })
}

/** The fix that is verified is only in place once its rollout has reached everybody. */
function rolloutCriteria(db: Db, { id, fix }: Incident): VerifyCriterion[] {
  const rollout = hotfixesOf(db, id).find((hotfix) => hotfix.id === fix?.hotfix)?.rollout
  const found = rollout == null ? undefined : findRollout(db, rollout)
  return found === undefined ? [] : [judgeRollout(found.id, found.state.status)]
}
