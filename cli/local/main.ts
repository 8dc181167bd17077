// `npm start`: the evaluator on this machine, with flags to try.

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { bundle } from './bundle.ts'
import { parseOptions, type StartOptions, usage } from './options.ts'
import { publish, publishedHead } from './publish.ts'
import { readFlagFile } from './read-flag-file.ts'
import { isPortFree, type LocalWorkers, runWorkers } from './run-workers.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const examples = join(root, 'examples', 'flags.json')

function stopWith(message: string): never {
  console.error(message)
  process.exit(1)
}

async function start(options: StartOptions): Promise<void> {
  const file = options.flagsFile ?? examples
  const document = await readFlagFile(file)
  if (!document.ok) stopWith(`${document.error}\nNothing was started. Mend the file and run npm start again.`)
  if (!(await isPortFree(options.port))) {
    stopWith(
      `Port ${options.port} of 127.0.0.1 is taken. Nothing was started. Choose another: npm start -- --port ${options.port + 1}`,
    )
  }

  console.error('Bundling the evaluator …')
  const bundled = await bundle(root, join(root, 'wrangler.toml'))
  if (!bundled.ok) stopWith(bundled.error)
  const stateDir =
    options.persistDir === undefined ? await mkdtemp(join(tmpdir(), 'fuseboard-state-')) : resolve(options.persistDir)
  await mkdir(stateDir, { recursive: true })
  const workers = await runWorkers({ root, evaluatorDir: bundled.value, port: options.port, stateDir })
  const temporary = [bundled.value, ...(options.persistDir === undefined ? [stateDir] : [])]
  stopOnSignal(workers, temporary)

  const head = await publishedHead(workers.store)
  const keeps = head !== null && options.flagsFile === undefined
  const { revision } = keeps ? head : await publish(workers.store, document.value)
  const origin = keeps ? `as kept in ${stateDir}` : `from ${file}`
  announce(workers.evaluatorUrl, document.value, revision, origin, options)
}

function announce(url: string, document: FlagDocument, revision: string, origin: string, options: StartOptions): void {
  const key = Object.keys(document.flags)[0] ?? 'your-flag'
  const body = `'{"context":{"targetingKey":"user-1"}}'`
  console.log(`
Fuseboard runs.

  evaluator   ${url}
  flags       revision ${revision.slice(0, 12)}, ${origin}
  state       ${options.persistDir === undefined ? 'temporary, gone when this stops' : resolve(options.persistDir)}
  metrics     ${url}/metrics

Try it:

  curl -s ${url}/ofrep/v1/evaluate/flags/${encodeURIComponent(key)} -d ${body}

Any OpenFeature SDK with an OFREP provider works with the base URL ${url}. Stop with Ctrl-C.`)
}

function stopOnSignal(workers: LocalWorkers, temporary: readonly string[]): void {
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await workers.stop()
    await Promise.all(temporary.map((folder) => rm(folder, { recursive: true, force: true })))
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
}

const options = parseOptions(process.argv.slice(2))
if (!options.ok) stopWith(options.error)
if (options.value.help) console.log(usage)
else await start(options.value)
