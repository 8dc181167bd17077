// A checkout of two configurations, with a wrangler that writes down what it is asked and does as it is told.

import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DeployParts, deploy } from '../../../cli/deploy/deploy.ts'
import type { DeployOptions } from '../../../cli/deploy/options.ts'
import { createStyle } from '../../../cli/output/style.ts'

/** Fails for a call that contains all words of one entry of FAKE_FAILS, between semicolons; a dry run only if it says so. */
const fakeWrangler = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
const args = process.argv.slice(2)
appendFileSync(process.env.FAKE_LOG, JSON.stringify(args) + '\\n')
const fails = (process.env.FAKE_FAILS ?? '').split(';').filter((one) => one !== '')
const isDryRun = args.includes('--dry-run')
if (fails.some((one) => one.includes('--dry-run') === isDryRun && one.split(' ').every((word) => args.includes(word)))) {
  console.error('Something went wrong [code: 9999]')
  process.exit(1)
}
const outDir = args[args.indexOf('--outdir') + 1]
if (args.includes('--outdir')) {
  mkdirSync(outDir, { recursive: true })
  writeFileSync(join(outDir, 'main.js'), process.env.FAKE_LARGE ? Array.from({ length: 1e5 }, Math.random).join() : 'export {}')
}
if (args[0] === 'secret') console.log(process.env.FAKE_SECRETS ?? '[{"name":"FUSEBOARD_ADMIN_TOKEN"}]')
if (args[0] === 'deploy') console.log('Uploaded \\u001b[2J' + args.join(' '))
`

const kvId = 'a1'.repeat(16)

const config = (worker: 'evaluator' | 'admin', id: string) => {
  const relays = (name: string) =>
    worker === 'evaluator' ? `{ name = "RELAYS", class_name = "Relay", script_name = "${name}" }` : ''
  const own = '{ name = "ROOT", class_name = "Root" }, { name = "RELAYS", class_name = "Relay" }'
  const section = (environment: string, namespace: string) => `
[env.${environment}]
name = "${worker}-${environment}"
routes = [{ pattern = "${worker}.${environment}.example", custom_domain = true }]
kv_namespaces = [{ binding = "FLAGS_KV", id = "${namespace}" }]
durable_objects.bindings = [${relays(`admin-${environment}`) || own}]
`
  const migration = worker === 'admin' ? '[[migrations]]\ntag = "v1"\nnew_sqlite_classes = ["Root", "Relay"]\n' : ''
  const head = `name = "${worker}"\nmain = "main.ts"\ncompatibility_date = "2026-10-01"\nworkers_dev = false\n`
  return `${head}${migration}${section('staging', id)}${section('production', 'b2'.repeat(16))}`
}

export interface Checkout {
  readonly root: string
  write(path: string, text: string): Promise<void>
  remove(): Promise<void>
}

export async function createCheckout(id: string = kvId): Promise<Checkout> {
  const root = await mkdtemp(join(tmpdir(), 'fuseboard-deploy-test-'))
  const write = (path: string, text: string) => writeFile(join(root, path), text)
  await mkdir(join(root, 'admin'))
  await write('wrangler.toml', config('evaluator', id))
  await write('admin/wrangler.toml', config('admin', id))
  await write('main.ts', '')
  await write('admin/main.ts', '')
  await write('fake-wrangler.mjs', fakeWrangler)
  await write('.gitignore', 'calls.log\n')
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe' })
  git('init', '-q')
  git('add', '.')
  git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 'all')
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) }
}

export interface Told {
  readonly code: number
  readonly text: string
  /** What wrangler was asked for, in order, without dry runs. */
  readonly calls: readonly string[]
  readonly asked: readonly string[]
}

export interface Circumstances extends Partial<DeployOptions> {
  readonly fake?: Record<string, string>
  readonly answer?: boolean | null
  readonly respond?: (url: string) => Response
}

const well = (url: string): Response =>
  Response.json(
    url.includes('admin') ? { status: 'ok', epoch: 1, seq: 4, kvOk: true } : { status: 'ok', revision: 'f' },
  )

export async function deployIn(checkout: Checkout, circumstances: Circumstances = {}): Promise<Told> {
  const { fake = {}, answer = null, respond = well, ...options } = circumstances
  const log = join(checkout.root, 'calls.log')
  await writeFile(log, '')
  const lines: string[] = []
  const asked: string[] = []
  const parts: DeployParts = {
    root: checkout.root,
    environment: { ...process.env, ...fake, FAKE_LOG: log },
    wrangler: [process.execPath, join(checkout.root, 'fake-wrangler.mjs')],
    git: ['git'],
    prompter: answer === null ? null : { confirm: async () => answer },
    style: createStyle(false),
    print: (line) => lines.push(line),
    fetch: async (url) => {
      asked.push(url)
      return respond(url)
    },
    sleep: async () => {},
    now: () => Date.parse('2026-11-21T00:00:00Z'),
  }
  const given = { environment: 'staging', dryRun: false, yes: false, evaluatorUrl: undefined, adminUrl: undefined }
  const code = await deploy({ ...given, ...options } as DeployOptions, parts)
  const calls = (await readFile(log, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as string[])
    .filter((args) => !args.includes('--dry-run'))
    .map((args) => args.join(' '))
  return { code, text: lines.join('\n'), calls, asked }
}
