// Friday evening: payments fail for 15 % after a deployment, then log-in, then e-mail. From the healthy hour before to the
// post-mortem, with every command that a person types. What happens by itself is only watched.

import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Control, openControl } from './control.ts'
import { chooseUsers } from './population.ts'
import { openReceivers, type Receivers } from './receivers.ts'
import { openRepository, type Repository } from './repository.ts'
import { documentWith, flag, openShop, type Shop, systemRecords, systems } from './shop.ts'
import { openTeller, type Teller } from './teller.ts'
import { openTraffic } from './traffic.ts'
import { openWorld, token, type World } from './world.ts'

/** How fast time goes where stages last hours. */
const fast = 60
const healthyHourMs = 3_600_000
const usersPerSecond = 100
const population = 400
const minuteMs = 60_000

export interface Figures {
  readonly detectedMs: number
  readonly containedMs: number
  readonly pagedMs: number
  readonly customersMs: number
  readonly requests: number
  readonly unanswered: number
  readonly notifications: Readonly<Record<string, number>>
  readonly postMortem: string
}

interface Scene {
  readonly world: World
  readonly receivers: Receivers
  readonly repository: Repository
  readonly control: Control
  readonly teller: Teller
  readonly shop: Shop
  requests: number
  unanswered: number
}

export async function playStory(postMortemFile: string): Promise<Figures> {
  console.log('Bundling both workers and starting them on workerd …')
  const world = await openWorld(healthyHourMs)
  const receivers = await openReceivers(() => world.now())
  const repository = await openRepository()
  const control = openControl(world, token)
  const teller = openTeller(world.adminUrl, token, () => world.now())
  const shop = openShop(() => receivers.rolledBackAt !== null && shop.version === '2.14.0')
  const scene: Scene = { world, receivers, repository, control, teller, shop, requests: 0, unanswered: 0 }
  try {
    await prepare(scene)
    await haveHealthyHour(scene)
    const times = await breakAndContain(scene)
    await takeOver(scene)
    await repair(scene)
    await verifyAndClose(scene)
    return { ...times, ...(await tellEnd(scene, postMortemFile)) }
  } finally {
    await shop.traffic?.stop()
    await world.end()
    await receivers.close()
    await repository.remove()
  }
}

/** Users come at the pace of the clock. */
function openDoors({ world, control, shop }: Scene, pace: number): void {
  shop.traffic = openTraffic({
    evaluator: world.evaluatorUrl,
    flag,
    users: chooseUsers(flag, population),
    systems,
    perSecond: usersPerSecond,
    standsFor: pace === 1 ? 1 : pace * 2,
    flushEveryMs: 10_000 / pace,
    committed: () => control.committedRevision(),
    failureRate: (system, variant) => shop.failureRate(system, variant),
  })
}

async function closeDoors(scene: Scene): Promise<void> {
  const { traffic } = scene.shop
  if (traffic === null) return
  await traffic.stop()
  scene.requests += traffic.requests
  scene.unanswered += traffic.unanswered
  scene.shop.traffic = null
}

async function setPace(scene: Scene, pace: number): Promise<void> {
  await closeDoors(scene)
  await scene.world.setPace(pace)
  openDoors(scene, pace)
}

async function prepare({ control, receivers, teller }: Scene): Promise<void> {
  teller.chapter('Before: systems, people, channels, flags')
  for (const [id, system] of Object.entries(systemRecords)) await control.put(`/api/v1/systems/${id}`, system)
  await control.put('/api/v1/responders/alice', { name: 'Alice', phone: '+15005550001', rank: 1 })
  await control.put('/api/v1/responders/bob', { name: 'Bob', phone: '+15005550002', rank: 2 })
  for (const [id, channel] of Object.entries(receivers.channels)) await control.put(`/api/v1/channels/${id}`, channel)
  await control.putDocument(documentWith('off'))
  await teller.type(['channels', 'test', 'pagerduty'], { lines: 3 })
  await teller.type(['channels', 'test', 'sms', '--to', 'alice'], { lines: 3 })
  await teller.type(['incident', 'ready'], { mayFail: true })
}

async function haveHealthyHour(scene: Scene): Promise<void> {
  const { teller, world } = scene
  teller.chapter(`An hour of healthy traffic, ${fast} times as fast: a minute`)
  await setPace(scene, fast)
  let waited = 0
  while (world.now() < Date.now()) {
    await pause(1_000)
    if (++waited % 10 === 0)
      teller.tell(`${scene.shop.traffic?.requests ?? 0} requests so far, each for ${fast * 2} users`)
  }
}

async function breakAndContain(
  scene: Scene,
): Promise<Pick<Figures, 'detectedMs' | 'containedMs' | 'pagedMs' | 'customersMs'>> {
  const { control, receivers, shop, teller } = scene
  teller.chapter('Friday evening, from here in real time: a deployment breaks payments')
  await setPace(scene, 1)
  await teller.type(['deployments', 'live', 'payments', '2.14.0', '--previous', '2.13.0', '--flag', flag])
  shop.version = '2.14.0'
  await control.putDocument(documentWith('on'))
  teller.tell('the new client is on for everybody; nobody looks at a screen')
  const firstFailure = await until('the first user to fail', () => shop.traffic?.faults.firstAt ?? null)
  teller.tell('the first user of payments has failed because of it; log-in follows, then e-mail')
  const detected = await until('the incident', async () => ((await control.incidents()).length > 0 ? Date.now() : null))
  teller.tell(
    `cascade detected and answered ${seconds(detected - firstFailure)} after the first failing user, by nobody`,
  )
  const contained = await until('the last user to fail', () => {
    const { lastAt } = shop.traffic?.faults ?? { lastAt: null }
    return lastAt !== null && Date.now() - lastAt > 5_000 ? lastAt : null
  })
  teller.tell(`the last user failed ${seconds(contained - firstFailure)} after the first`)
  const paged = await until('the first page', () => firstFrom(receivers, 'PagerDuty', detected))
  const customers = await until('the first customer message', () => firstFrom(receivers, 'Statuspage', detected))
  teller.tell(`paged after ${seconds(paged - firstFailure)}, customers told after ${seconds(customers - firstFailure)}`)
  await teller.type(['incident', 'status', 'i1'], { lines: 40 })
  await teller.type(['cascades', 'show', 'c1'], { lines: 30, mayFail: true })
  return {
    detectedMs: detected - firstFailure,
    containedMs: contained - firstFailure,
    pagedMs: paged - firstFailure,
    customersMs: customers - firstFailure,
  }
}

/** Of those that came because of the incident: both were tested before. */
const firstFrom = ({ received }: Receivers, from: string, detected: number): number | null =>
  received.find((one) => one.from === from && one.atMs >= detected - 5_000 && one.status < 300)?.atMs ?? null

async function takeOver({ control, teller }: Scene): Promise<void> {
  teller.chapter('Somebody is there: command, a word to customers, the cause')
  await teller.type(['incident', 'command', 'i1', '--as', 'alice'], { lines: 4 })
  const text = 'Payments, log-in and e-mail work again for everybody. We are looking for the cause.'
  await teller.type(['incident', 'update', 'i1', text, '--for', 'customers', '--status', 'identified'], { lines: 6 })
  for (const key of await control.awaitingApproval()) {
    await teller.type(['notifications', 'approve', key], { lines: 3, token: await control.secondToken() })
  }
  await teller.type(['deployments', 'live', 'login', '7.1.0', '--previous', '7.0.0'], { mayFail: true, lines: 6 })
  await teller.type(['incident', 'advance', 'i1'], { lines: 3, mayFail: true })
  await teller.type(['incident', 'note', 'i1', 'the new client retries without a key', '--hypothesis'], { lines: 3 })
  await teller.type(['incident', 'note', 'i1', 'double charges in the provider’s log, 18:01 to 18:03', '--log'], {
    lines: 3,
  })
}

async function repair(scene: Scene): Promise<void> {
  const { control, repository, shop, teller } = scene
  teller.chapter('The hotfix: one increment, one test, one approver')
  const open = ['--problem', 'customers are charged twice', '--cause', 'retries carry no key']
  await teller.type(['hotfix', 'open', 'i1', ...open, '--component', 'payments', '--task', 'tell finance'], {
    lines: 8,
  })
  await repository.fix()
  const fixed = ['--fix', 'each payment carries its key', '--regression-test', repository.regressionTest]
  const where = ['--base', 'main', '--dir', repository.dir]
  await teller.type(['hotfix', 'implement', 'i1-1', ...fixed, '--flag', flag, ...where], { lines: 8 })
  const suite = ['--changed', 'main', '--dir', repository.dir, '--command', 'node --test', '--run']
  await teller.type(['hotfix', 'suite', ...suite, '--incident-hotfix', 'i1-1'], { lines: 30 })
  await teller.type(['hotfix', 'approve', 'i1-1'], { lines: 4, mayFail: true })
  await teller.type(['hotfix', 'approve', 'i1-1'], { lines: 4, token: await control.secondToken() })
  await teller.type(['incident', 'advance', 'i1'], { lines: 3 })
  await teller.type(['deployments', 'live', 'payments', '2.14.1', '--previous', '2.13.0', '--hotfix', 'i1-1'], {
    lines: 6,
  })
  shop.version = '2.14.1'
  teller.chapter(`The hotfix goes out in stages that only evidence raises, ${fast} times as fast`)
  await setPace(scene, fast)
  await teller.type(['hotfix', 'roll', 'i1-1', '--yes'], { lines: 12 })
  await teller.type(['incident', 'fix', 'i1', '--hotfix', 'i1-1', '--reason', 'each payment carries its key'], {
    lines: 3,
  })
  await teller.type(['incident', 'advance', 'i1'], { lines: 4 })
  let shown = ''
  await until('the rollout to reach everybody', async () => {
    const { status, stage, verdict } = await control.rollout()
    const line = `rollout ${status}, stage ${stage}`
    if (line !== shown)
      teller.tell(`${line}: ${verdict}; ${percent(shop.traffic?.shareOf('on') ?? 0)} of the users have it`)
    shown = line
    if (status === 'killed') throw new Error('the rollout of the hotfix was killed')
    return status === 'completed' ? true : null
  })
}

async function verifyAndClose(scene: Scene): Promise<void> {
  const { control, teller, world } = scene
  teller.chapter('Verify: half an hour in which every criterion holds')
  await teller.type(['incident', 'close', 'i1'], { mayFail: true, lines: 8 })
  await until('half an hour of health', async () => {
    const { verification } = await control.incident('i1')
    const readyAt = verification?.readyAt
    return readyAt != null && Date.parse(readyAt) <= world.now() ? true : null
  })
  const due = new Date(world.now() + 5 * 24 * 3_600_000).toISOString().slice(0, 10)
  await teller.type(['incident', 'postmortem', 'i1', '--owner', 'alice', '--due', due], { lines: 3 })
  await teller.type(['incident', 'close', 'i1'], { lines: 6 })
}

async function tellEnd(
  scene: Scene,
  file: string,
): Promise<Pick<Figures, 'requests' | 'unanswered' | 'notifications' | 'postMortem'>> {
  const { control, receivers, teller } = scene
  teller.chapter('All-clear')
  await pause(2_000)
  const postMortem = resolve(file)
  await writeFile(postMortem, await control.postMortem('i1'))
  await teller.type(['incident', 'timeline', 'i1', '--verify'], { lines: 60 })
  teller.tell('what customers read:')
  for (const text of receivers.customerTexts()) console.log(`            · ${text.replaceAll(/\s+/g, ' ')}`)
  await closeDoors(scene)
  const { requests, unanswered } = scene
  return { requests, unanswered, notifications: await control.notificationCounts(), postMortem }
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const percent = (share: number): string => `${Math.round(share * 100)} %`

const patienceMs = 6 * minuteMs

async function until<T>(what: string, find: () => T | null | Promise<T | null>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const found = await find()
    if (found !== null) return found
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs / minuteMs} minutes for ${what}`)
    await pause(100)
  }
}
