// Every half minute, what telemetry says of each open incident's systems is added to what it cost; while one is verified, its
// criteria are judged by it. Telemetry that is away is nothing heard: it never passes a criterion.

import { noArm } from '../../../../domain/guard/tick.ts'
import type { VerifyCriterion } from '../../../../domain/incident/verification.ts'
import {
  hasRelapsed,
  judgeProbe,
  judgeRollout,
  judgeSystem,
  nothingToVerify,
  stepVerify,
} from '../../../../domain/incident/verification.ts'
import type { Probe } from '../../../../domain/rollout/probe.ts'
import { probeSlotOf } from '../../../../domain/rollout/probe.ts'
import { afterProbes, noStreaks } from '../../../../domain/rollout/probe-rule.ts'
import type { SystemAnswer } from '../../../../protocol/telemetry.ts'
import { type ProbeRun, runProbes } from '../../../probes/run-probes.ts'
import { hearSystem } from '../cascade/hear-system.ts'
import type { Db } from '../database.ts'
import { hotfixesOf } from '../stores/hotfix-rows.ts'
import { findIncident, type Incident, openIncidents, saveIncident } from '../stores/incident-rows.ts'
import { findRollout } from '../stores/rollout-rows.ts'
import type { Ticker, TickerSurroundings } from '../tickers.ts'
import { stepped } from './incident-state.ts'
import {
  addOutcomes,
  beginSystem,
  begunAt,
  type Measured,
  readMeasured,
  renderVerification,
  verifyStateOf,
} from './measured.ts'
import { recordRelapse } from './move-incident.ts'

const everyMs = 30_000
/** Stands in the records for what the root does when a time has come. */
const clock = 'clock'
const hourMs = 3_600_000

interface Heard {
  /** Of each system what came in since, and for one that is new the hour before. */
  readonly answers: ReadonlyMap<string, readonly SystemAnswer[]>
  readonly probes: ProbeRun | null
}

export const measureTicker: Ticker = {
  name: 'measuring incidents',
  nextAt: (db, nowMs) => {
    const due = openIncidents(db).map(({ measureDueAt }) => measureDueAt ?? nowMs)
    return due.length === 0 ? undefined : Math.min(...due, nowMs + everyMs)
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

async function hear(incident: Incident, around: TickerSurroundings): Promise<Heard> {
  const { sleep, fetch, now } = around
  const measured = readMeasured(incident)
  const answers = new Map<string, readonly SystemAnswer[]>()
  const ask = async (system: string): Promise<void> => {
    const known = measured.systems.find((one) => one.system === system)
    const begun = begunAt(incident)
    const since = { system, cursor: known?.cursor ?? 0, sinceMs: begun }
    const hourBefore = { system, cursor: 0, sinceMs: begun - hourMs, untilMs: begun }
    const heard = await hearSystem(known === undefined ? [since, hourBefore] : [since], around)
    if (heard !== null) answers.set(system, heard)
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
  const systems = incident.systems.flatMap((system) => {
    const known = before.systems.find((one) => one.system === system)
    const [answer, hourBefore] = heard.answers.get(system) ?? []
    if (answer === undefined) return known === undefined ? [] : [known]
    const begun = known ?? beginSystem(db, incident, system, hourBefore?.arm ?? noArm)
    return [addOutcomes(begun, answer, { nowMs, isFixed })]
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
    ...incident.systems.map((system) => {
      const { recent = [], usualRate = null } = measured.systems.find((one) => one.system === system) ?? {}
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
  const state = stepVerify(earlier, criteria.length === 0 ? [nothingToVerify] : criteria, nowMs)
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
