// What becomes of ten thousand notifications where everything fails: the shipped dispatcher and its tables in workerd, a
// provider that errs, pauses and hangs by a seed, and a process that is killed in the middle of it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Miniflare } from 'miniflare'
import { bundle } from '../../cli/local/bundle.ts'
import { localState } from '../../cli/local/run-workers.ts'
import { bundledModules } from '../../cli/local/worker-options.ts'
import type { OutboxFigures, OutboxRun } from '../outbox/outbox-figures.ts'
import type { Benchmark, Goal, Row } from '../report.ts'

const root = resolve(import.meta.dirname, '../..')
const config = 'bench/outbox/outbox.wrangler.toml'
const count = 10_000
const seed = 6
const providers: Readonly<Record<OutboxRun['provider'], string>> = {
  key: 'a provider that takes a key',
  'look-up': 'a provider that can be asked',
}

export const outbox: Benchmark = {
  name: 'outbox',
  title: `${count} notifications through one channel at one a second; 8 % of the sendings are answered with an error, 6 % with 429, 5 % hang before they are taken and 5 % after, one attempt in a hundred kills the process; seed ${seed}`,
  ratioMeaning: 'attempts for each notification, in each case',
  simulated: true,
  async run(progress) {
    progress('bundling')
    const dir = await bundle(root, join(root, config))
    if (!dir.ok) throw new Error(dir.error)
    const stateDir = mkdtempSync(join(tmpdir(), 'fuseboard-bench-'))
    const worker = await startWorker(dir.value, stateDir)
    try {
      const rows: Row[] = []
      for (const provider of Object.keys(providers) as OutboxRun['provider'][]) {
        progress(`${providers[provider]}: about a minute`)
        const startedAt = performance.now()
        const run: OutboxRun = { count, seed, provider }
        const answer = await worker.dispatchFetch('http://bench/', { method: 'POST', body: JSON.stringify(run) })
        if (!answer.ok) throw new Error(await answer.text())
        const figures = (await answer.json()) as OutboxFigures
        progress(
          `${providers[provider]}: took ${((performance.now() - startedAt) / 1_000).toFixed(0)} s on this machine`,
        )
        rows.push(...rowsOf(provider, figures))
      }
      return rows
    } finally {
      await worker.dispose()
      for (const folder of [dir.value, stateDir]) rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function startWorker(dir: string, stateDir: string): Promise<Miniflare> {
  const { host: _, kvPersist: __, ...state } = localState(stateDir)
  const miniflare = new Miniflare({
    ...state,
    name: 'bench-outbox',
    modulesRoot: dir,
    modules: await bundledModules(dir),
    compatibilityDate: '2026-10-01',
    durableObjects: { OUTBOX: { className: 'OutboxWorld', useSQLite: true } },
  })
  await miniflare.ready
  return miniflare
}

function rowsOf(provider: OutboxRun['provider'], figures: OutboxFigures): Row[] {
  const { lost, doubled, disordered, sendings, lookUps, recognised, unanswered, kills, drainedAfterMs, statements } =
    figures
  const ratio = (sendings + lookUps) / count
  const row = (subject: string, value: number, unit = ''): Row => ({
    ...{ case: providers[provider], subject, value, unit, ratio },
  })
  const none = (value: number): { goals: readonly Goal[] } => ({
    goals: [{ wanted: 'none', met: value === 0, found: String(value) }],
  })
  return [
    { ...row('lost', lost), ...none(lost) },
    { ...row('doubled', doubled), ...none(doubled) },
    { ...row('out of their order', disordered), ...none(disordered) },
    row('sendings', sendings),
    row('look-ups', lookUps),
    row('repetitions known by their key', recognised),
    row('attempts without an answer', unanswered),
    row('processes killed', kills),
    row('drained after', drainedAfterMs / 3_600_000, 'h'),
    row('statements for each attempt', statements / (sendings + lookUps)),
  ]
}
