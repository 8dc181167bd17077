// What the control plane makes people and pipelines wait for, with 5,000 flags, and how many requests a second the one root
// object takes: both workers on real workerd, on one machine, so there are no round trips between places in it.

import { type AdminClient, adminClient, getRequest } from '../control/admin-client.ts'
import { type Instance, startInstance } from '../control/instance.ts'
import { rateOf, spread, timed } from '../control/timed.ts'
import { mixedDocument, mixedKey, users } from '../documents.ts'
import { applyLoad } from '../http/load-client.ts'
import type { Benchmark, Goal, Row } from '../report.ts'

const flagCount = 5_000
const changedFlags = 50
const pageFlags = 100
const lanes = 8
const loadMs = 5_000
const publishGoalMs = 2_500
const runs = { document: 20, pages: 5, small: 300, publish: 20 }
const publishPollMs = 5
/** Far beyond the goal: a document that is not there by then does not come. */
const patienceMs = 20_000

const reason = '?reason=bench'
const publishedKey = 'bench.published'

/** The flags of a round: two documents that differ in so many flags, and one flag that tells which round it is. */
function documentText(round: number): string {
  const { flags } = mixedDocument(flagCount - 1)
  const described = Object.entries(flags).map(([key, flag], index) => {
    const description = index < changedFlags - 1 ? `Described in round ${round}.` : 'Described once.'
    return [key, { ...flag, fuseboard: { ...flag.fuseboard, description } }]
  })
  return JSON.stringify({ flags: { ...Object.fromEntries(described), [publishedKey]: publishedFlag(`v${round}`) } })
}

const publishedFlag = (value: string) => ({ state: 'ENABLED', variants: { now: value }, defaultVariant: 'now' })

export const control: Benchmark = {
  name: 'control',
  title: `the admin API with ${flagCount.toLocaleString('en')} flags, real workerd on this machine; the client shares it`,
  ratioMeaning:
    'of documents, JSON.parse and JSON.stringify of the same one in Node over the time; of explain and lists, GET /head’s median over the time; of publishing, its goal over the time; of requests a second, the rate over that of a bare worker on its own workerd, asked the same way',
  async run(progress) {
    progress('bundling and starting both workers')
    const instance = await startInstance()
    try {
      const client = adminClient(instance.adminPort)
      await client.call('PUT', `/api/v1/document${reason}`, { body: documentText(0), ifMatch: '*' })
      progress('plan, apply and export')
      const rows = await documentRows(client)
      progress('explain and lists')
      rows.push(...(await readingRows(client)))
      progress('publishing')
      rows.push(...(await publishRows(client, instance)))
      progress(`${lanes} at once`)
      rows.push(...(await rateRows(client, instance)))
      return rows
    } finally {
      await instance.stop()
    }
  },
}

async function documentRows(client: AdminClient): Promise<Row[]> {
  const texts = [documentText(0), documentText(1)]
  const base = spread(await timed(runs.document, async (i) => JSON.stringify(JSON.parse(texts[i % 2]!)))).medianMs
  const plan = await timed(runs.document, () => client.call('POST', '/api/v1/document/plan', { body: texts[1]! }))
  let { etag } = await client.call('GET', '/api/v1/document')
  const apply = await timed(runs.document, async (i) => {
    const sent = { body: texts[(i + 1) % 2]!, ifMatch: etag }
    const answer = await client.call('PUT', `/api/v1/document${reason}`, sent)
    const { changed } = JSON.parse(answer.text) as { changed: object[] }
    if (changed.length !== changedFlags) throw new Error(`${changed.length} flags changed, not ${changedFlags}`)
    etag = answer.etag
  })
  const read = await timed(runs.document, () => client.call('GET', '/api/v1/document'))
  return [
    { case: 'the document', subject: 'parse and stringify, in Node', value: base, unit: 'ms', ratio: 1 },
    ...timeRows(`plan ${changedFlags} changes`, plan, base),
    ...timeRows(`apply ${changedFlags} changes`, apply, base),
    ...timeRows('export', read, base),
  ]
}

async function readingRows(client: AdminClient): Promise<Row[]> {
  const small = (run: (i: number) => Promise<unknown>): Promise<number[]> => timed(runs.small, run)
  const head = await small(() => client.call('GET', '/api/v1/head'))
  const flag = await small((i) => client.call('GET', `/api/v1/flags/${mixedKey(i)}`))
  const explain = await small((i) => {
    const body = { context: users[i % users.length]! }
    return client.call('POST', `/api/v1/flags/${mixedKey(i)}/explain`, { body })
  })
  const page = await small(() => client.call('GET', `/api/v1/flags?limit=${pageFlags}`))
  const pages = await timed(runs.pages, () => readAllPages(client))
  const base = spread(head).medianMs
  return [
    ...timeRows('head', head, base),
    ...timeRows('one flag', flag, base),
    ...timeRows('explain', explain, base),
    ...timeRows(`list, a page of ${pageFlags}`, page, base),
    ...timeRows('list, all pages', pages, base),
  ]
}

async function readAllPages(client: AdminClient): Promise<void> {
  let seen = 0
  let next: string | undefined
  do {
    const cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`
    const { text } = await client.call('GET', `/api/v1/flags?limit=${pageFlags}${cursor}`)
    const list = JSON.parse(text) as { items: object[]; next?: string }
    seen += list.items.length
    next = list.next
  } while (next !== undefined)
  if (seen !== flagCount) throw new Error(`the pages hold ${seen} flags, not ${flagCount}`)
}

/** From the call that writes the whole document to the evaluator's first answer from it. */
async function publishRows(client: AdminClient, { evaluatorUrl }: Instance): Promise<Row[]> {
  const texts = Array.from({ length: runs.publish }, (_, i) => documentText(i + 2))
  const times = await timed(runs.publish, async (i) => {
    await client.call('PUT', `/api/v1/document${reason}`, { body: texts[i]!, ifMatch: '*' })
    const until = performance.now() + patienceMs
    while ((await answerOf(evaluatorUrl)) !== `v${i + 2}`) {
      if (performance.now() > until) throw new Error(`not answered from within ${patienceMs} ms`)
      await new Promise((resolve) => setTimeout(resolve, publishPollMs))
    }
  })
  const { tailMs } = spread(times)
  const wanted = `p99 ≤ ${publishGoalMs / 1_000} s`
  const goal = { wanted, met: tailMs <= publishGoalMs, found: `${(tailMs / 1_000).toFixed(2)} s` }
  return timeRows('write to answer at the edge', times, publishGoalMs, [goal])
}

async function answerOf(evaluatorUrl: string): Promise<unknown> {
  const asked = { method: 'POST', body: '{"context":{}}' }
  const response = await fetch(`${evaluatorUrl}/ofrep/v1/evaluate/flags/${publishedKey}`, asked)
  return ((await response.json()) as { value?: unknown }).value
}

async function rateRows(client: AdminClient, instance: Instance): Promise<Row[]> {
  const { adminPort } = instance
  const paths = Array.from({ length: 500 }, (_, i) => `/api/v1/flags/${mixedKey(i)}`)
  const barePort = await instance.bare((await client.call('GET', paths[0]!)).text)
  const reads = async (port: number, read: readonly string[]): Promise<number> => {
    const load = { port, connections: lanes, durationMs: loadMs, requests: read.map(getRequest) }
    const { requestsPerSecond, failed } = await applyLoad(load)
    if (failed > 0) throw new Error(`${failed} of the reads were refused`)
    return requestsPerSecond
  }
  const bare = await reads(barePort, paths)
  const head = await reads(adminPort, ['/api/v1/head'])
  const flag = await reads(adminPort, paths)
  const { perSecond: kill } = await rateOf(lanes, loadMs, (lane) => killAndLift(client, mixedKey(lane)))
  const alone = await changesOf(client, 1)
  const together = await changesOf(client, lanes)
  const row = (name: string, subject: string, value: number): Row => {
    return { case: name, subject, value, unit: '/s', ratio: value / bare }
  }
  const [reading, writing] = [`reads, ${lanes} at once`, `writes, ${lanes} at once`]
  return [
    row(reading, 'a bare worker, the same bytes', bare),
    row(reading, 'head', head),
    row(reading, 'one flag', flag),
    row(writing, 'kill or lift', kill * 2),
    row(writing, 'change of a flag each', together.made),
    row(writing, 'lost to another writer', together.lost),
    row('writes, one at a time', 'change of a flag', alone.made),
  ]
}

/** Changes a second while each lane changes a flag of its own, and how many lost every race against the others. */
async function changesOf(client: AdminClient, count: number): Promise<{ made: number; lost: number }> {
  let lost = 0
  const all = await rateOf(count, loadMs, async (lane, turn) => {
    const body = { fuseboard: { description: `Turn ${turn} of ${lane} among ${count}.` } }
    const sent = { body, ifMatch: '*', mayLose: true }
    const { status } = await client.call('PATCH', `/api/v1/flags/${mixedKey(1_000 + lane)}${reason}`, sent)
    if (status === 412) lost++
  })
  const lostRate = (all.perSecond * lost) / all.done
  return { made: all.perSecond - lostRate, lost: lostRate }
}

async function killAndLift(client: AdminClient, key: string): Promise<void> {
  const { text } = await client.call('POST', '/api/v1/kills', { body: { target: { flag: key }, reason: 'bench' } })
  const { id } = JSON.parse(text) as { id: string }
  await client.call('DELETE', `/api/v1/kills/${id}${reason}`)
}

function timeRows(name: string, times: readonly number[], baseMs: number, goals: readonly Goal[] = []): Row[] {
  const { medianMs, tailMs, tail } = spread(times)
  const row = (subject: string, value: number) => ({ case: name, subject, value, unit: 'ms', ratio: baseMs / value })
  return [row('median', medianMs), { ...row(tail, tailMs), goals }]
}
