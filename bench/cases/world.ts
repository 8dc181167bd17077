// How fast a kill reaches every isolate of a simulated world: shipped evaluators and relays under a virtual clock. The round
// trips are assumed, so the figures are no measurement of any network; they show what the protocol makes of such round trips.

import type { Benchmark, Goal, Row } from '../report.ts'
import { Enforcement, quantile } from '../world/enforcement.ts'
import type { Observation } from '../world/isolate-host.ts'
import { busiest, type Scenario, scenarios } from '../world/scenarios.ts'
import { World } from '../world/world.ts'

const SEED = 20_261_120
const COLOS = 330
const ISOLATES = 20
const REQUESTS_PER_SECOND = 20
const LEASE_MS = 2_500
const P99_MS = 1_300
const RELAY_PER_SECOND = 500

const WARM_UP_MS = 1_500
const TROUBLE_MS = 3_000
const KILL_MS = 6_000
const END_MS = 10_500

export const world: Benchmark = {
  name: 'world',
  title: `kill to enforced, simulated, assumed round trips: ${COLOS} locations × ${ISOLATES} isolates, virtual clock`,
  simulated: true,
  ratioMeaning: 'how often the value fits into its bound: the 2.5 s lease, 500 requests/s; for shares, of all isolates',
  async run(progress) {
    const rows: Row[] = []
    for (const scenario of scenarios) {
      progress(`simulated, assumed round trips: ${scenario.name}`)
      rows.push(...(await rowsOf(scenario)))
    }
    return rows
  },
}

async function rowsOf(scenario: Scenario): Promise<Row[]> {
  const strict = new Enforcement(KILL_MS, ({ strictOn }) => strictOn)
  const standard = new Enforcement(KILL_MS, ({ standardOn }) => standardOn)
  const observe = (observation: Observation): void => {
    strict.observe(observation)
    standard.observe(observation)
  }
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
  const simulated = await World.create({
    seed: SEED,
    colos: COLOS,
    isolatesPerColo: ISOLATES,
    turn,
    observe,
    kvLagMs: 60_000,
  })
  for (const isolate of simulated.isolates) {
    simulated.traffic(isolate, REQUESTS_PER_SECOND, simulated.chance.between(0, WARM_UP_MS), END_MS)
  }
  simulated.time.at(TROUBLE_MS, () => scenario.before?.(simulated))
  simulated.time.at(KILL_MS, () => {
    scenario.atKill?.(simulated)
    simulated.root.kill({ all: true })
  })
  await simulated.time.run(END_MS)
  return [...strictRows(scenario, strict), standardRow(scenario, standard), ...sideRows(scenario, simulated)]
}

function strictRows(scenario: Scenario, strict: Enforcement): Row[] {
  const delays = strict.delaysMs
  const p99 = quantile(delays, 0.99)
  const goals: Record<string, Goal[]> = {
    p99: scenario.name === 'normal' ? [goal(`p99 ≤ ${P99_MS} ms`, p99 <= P99_MS, `${Math.round(p99)} ms`)] : [],
    max: [goal('no answer on beyond the lease', strict.lastOnMs <= LEASE_MS, `last after ${strict.lastOnMs} ms`)],
  }
  const values = { p50: quantile(delays, 0.5), p99, max: delays.at(-1)! }
  return Object.entries(values).map(([name, value]) => ({
    case: scenario.name,
    subject: `strict flag, ${name}`,
    value,
    unit: 'ms',
    ratio: LEASE_MS / value,
    goals: goals[name] ?? [],
  }))
}

function standardRow(scenario: Scenario, standard: Enforcement): Row {
  const delays = standard.delaysMs
  const share = delays.filter((delay) => delay <= LEASE_MS).length / delays.length
  const subject = 'standard flag, isolates within 2.5 s'
  return { case: scenario.name, subject, value: share * 100, unit: '%', ratio: share }
}

function sideRows(scenario: Scenario, simulated: World): Row[] {
  const { relay, perSecond } = busiest(simulated, TROUBLE_MS / 1_000)
  const met = perSecond < RELAY_PER_SECOND
  const load: Row = {
    case: scenario.name,
    subject: `busiest relay (${relay}), busiest second`,
    value: perSecond,
    unit: '1/s',
    ratio: RELAY_PER_SECOND / perSecond,
    goals: [goal(`< ${RELAY_PER_SECOND}/s`, met, `${perSecond}/s`)],
  }
  const { seq } = simulated.root.feed
  const confirmed = [...simulated.root.confirmedAtMs].filter(([key]) => key.startsWith(`${seq}/`))
  const share = confirmed.filter(([, atMs]) => atMs - KILL_MS <= LEASE_MS).length / COLOS
  const subject = 'locations confirmed by receipts within 2.5 s'
  return [load, { case: scenario.name, subject, value: share * 100, unit: '%', ratio: share }]
}

const goal = (wanted: string, met: boolean, found: string): Goal => ({ wanted, met, found })
