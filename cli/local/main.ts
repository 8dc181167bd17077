// `npm start`: both workers on this machine, with flags to try.

import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlagDocument } from '../../domain/flag/flag-document.ts'
import { tokenId } from '../../protocol/token.ts'
import { announceLocalInstance, withdrawLocalInstance } from '../session/local-instance.ts'
import { bundle } from './bundle.ts'
import { parseOptions, type StartOptions, usage } from './options.ts'
import { publishDocument, publishedDocument } from './publish-document.ts'
import { readFlagFile } from './read-flag-file.ts'
import { isPortFree, runWorkers } from './run-workers.ts'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const examples = join(root, 'examples', 'flags.json')

/** What has to be undone when this ends, last first. */
const undo: (() => Promise<unknown>)[] = []

async function stop(code: number): Promise<never> {
  for (const step of undo.splice(0).reverse()) await step()
  process.exit(code)
}

async function stopWith(message: string): Promise<never> {
  console.error(message)
  return stop(1)
}

async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `fuseboard-${name}-`))
  undo.push(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function start(options: StartOptions): Promise<void> {
  const document = await readFlagFile(options.flagsFile ?? examples)
  if (!document.ok) return stopWith(`${document.error}\nNothing was started. Mend the file and run npm start again.`)
  const token = process.env.FUSEBOARD_ADMIN_TOKEN ?? `fb_local_${randomBytes(24).toString('hex')}`
  if (tokenId(token) === null) {
    return stopWith(
      'FUSEBOARD_ADMIN_TOKEN: allowed: fb_<id>_<secret>, the secret 16 to 128 letters and digits. Nothing was started.',
    )
  }
  await requireFreePorts(options)
  const stateDir = await stateFolder(options)

  console.error('Bundling the two workers …')
  const bundles = await Promise.all([
    bundle(root, join(root, 'wrangler.toml')),
    bundle(root, join(root, 'admin', 'wrangler.toml')),
  ])
  const folders: string[] = []
  for (const bundled of bundles) {
    if (!bundled.ok) return stopWith(bundled.error)
    undo.push(() => rm(bundled.value, { recursive: true, force: true }))
    folders.push(bundled.value)
  }

  console.error('Starting them on workerd …')
  const { port, adminPort } = options
  const admin = { dir: folders[1]!, port: adminPort, token }
  const workers = await runWorkers({ root, evaluatorDir: folders[0]!, port, admin, stateDir })
  undo.push(() => workers.stop())
  stopOnSignals()
  const door = { url: `http://127.0.0.1:${adminPort}`, token }
  const note = await announceLocalInstance({ ...door, evaluatorUrl: workers.evaluatorUrl, pid: process.pid })
  if (note.ok) undo.push(() => withdrawLocalInstance(note.value))
  else console.error(note.error)
  await publishAndTell(options, document.value, door, workers.evaluatorUrl, stateDir)
}

async function stateFolder({ persistDir }: StartOptions): Promise<string> {
  if (persistDir === undefined) return temporaryFolder('state')
  const folder = resolve(persistDir)
  try {
    await mkdir(folder, { recursive: true })
    return folder
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return stopWith(
      `--persist: found ${folder} (${code}); allowed: a folder, or where one can be made. Nothing was started.`,
    )
  }
}

async function requireFreePorts({ port, adminPort }: StartOptions): Promise<void> {
  for (const [option, taken] of [
    ['--port', port],
    ['--admin-port', adminPort],
  ] as const) {
    if (await isPortFree(taken)) continue
    await stopWith(
      `Port ${taken} of 127.0.0.1 is taken. Nothing was started. Choose another: npm start -- ${option} ${taken + 10}`,
    )
  }
}

async function publishAndTell(
  options: StartOptions,
  document: FlagDocument,
  door: { url: string; token: string },
  evaluatorUrl: string,
  stateDir: string,
): Promise<void> {
  const kept = options.flagsFile === undefined ? await publishedDocument(door) : null
  let revision = kept?.revision
  if (revision === undefined) {
    const published = await publishDocument(door, document)
    if (!published.ok) return stopWith(`${published.error}. Stopped again.`)
    revision = published.value.revision
  }
  const origin = kept === null ? `from ${options.flagsFile ?? examples}` : `as kept in ${stateDir}`
  const key = kept?.firstKey ?? Object.keys(document.flags)[0] ?? 'your-flag'
  console.log(`
Fuseboard runs.

  evaluator   ${evaluatorUrl}
  admin       ${door.url}
  token       ${door.token}
  flags       revision ${revision.slice(0, 12)}, ${origin}
  state       ${options.persistDir === undefined ? 'temporary, gone when this stops' : stateDir}

Try it:

  curl -s ${evaluatorUrl}/ofrep/v1/evaluate/flags/${encodeURIComponent(key)} -d '{"context":{"targetingKey":"user-1"}}'

Cut it, in another terminal:

  npx fuseboard kill ${key} --reason "checkout fails"

Any OpenFeature SDK with an OFREP provider works with the base URL ${evaluatorUrl}. Stop with Ctrl-C.`)
}

/** Miniflare ends the process on a signal as soon as it has stopped itself; what we leave behind has to go first. */
function stopOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal)
    process.once(signal, () => stop(0))
  }
}

const options = parseOptions(process.argv.slice(2))
if (!options.ok) await stopWith(options.error)
else if (options.value.help) console.log(usage)
else {
  stopOnSignals()
  await start(options.value)
}
